using TransferLab.Imaging.Augmentation.Files;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Mirrors the picture top to bottom with a probability. For pictures that have no up and down: from above, through a microscope.</summary>
public sealed record RandomVerticalFlip : RandomGeometricTransform
{
    /// <inheritdoc/>
    protected override SampleView Change(SampleView view, ref SampleRandom random) => view.Flip();

    internal static RandomVerticalFlip Read(TransformSettings settings) => new() { Probability = settings.Probability() };
}
