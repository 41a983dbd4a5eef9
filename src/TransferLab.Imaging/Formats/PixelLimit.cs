namespace TransferLab.Imaging.Formats;

/// <summary>The refusal of pictures that are too large, before memory is spent on them.</summary>
internal static class PixelLimit
{
    /// <exception cref="ImageDecodeException">More pixels than the options allow.</exception>
    internal static void Check(long width, long height, DecodeOptions options)
    {
        if (width * height > options.MaxPixels)
            throw new ImageDecodeException(
                ImageDecodeFailure.TooLarge,
                $"the header claims {width}x{height} = {width * height:N0} pixels, more than the limit of {options.MaxPixels:N0}");
    }
}
