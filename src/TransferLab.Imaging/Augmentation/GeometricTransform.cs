namespace TransferLab.Imaging.Augmentation;

/// <summary>
/// A transform that only chooses which part of the picture is seen, and how. However many there are, they cost one resampling pass together.
/// </summary>
public abstract record GeometricTransform : ImageTransform
{
    /// <summary>Draws, and narrows or turns the view.</summary>
    /// <param name="view">What the transforms before have left of the picture.</param>
    /// <param name="random">The transform's own sequence.</param>
    /// <returns>The view from here on.</returns>
    public abstract SampleView Apply(SampleView view, ref SampleRandom random);
}
