namespace TransferLab.Imaging.Augmentation;

/// <summary>
/// Draws which of several changes a picture gets, geometric ones and others. Both methods go through the same draws; the first takes of them what is geometric, so
/// that it becomes part of the resize, the second the rest, in the order drawn.
/// </summary>
public abstract record PolicyTransform : ImageTransform
{
    /// <summary>Draws, and carries out what is geometric.</summary>
    /// <param name="view">What the transforms before have left of the picture.</param>
    /// <param name="random">The transform's own sequence from its start.</param>
    public abstract SampleView Apply(SampleView view, SampleRandom random);

    /// <summary>Draws, and carries out what changes pixels.</summary>
    /// <param name="pixels">Samples [height,width,3], 8-bit sRGB.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="random">The transform's own sequence from its start.</param>
    public abstract void Apply(Span<byte> pixels, int width, int height, SampleRandom random);
}
