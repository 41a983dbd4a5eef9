using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Takes the colours away: every channel becomes the luma 0.299 R + 0.587 G + 0.114 B.</summary>
public sealed record RandomGrayscale : RandomPixelTransform
{
    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => ColorMatrix.Saturation(0).Apply(pixels);

    internal static RandomGrayscale Read(TransformSettings settings) => new() { Probability = settings.Probability() };
}
