namespace TransferLab.Imaging.Vips;

/// <summary>Writes pixels in a file format, into memory.</summary>
internal static unsafe class VipsEncoder
{
    internal static byte[] Encode(
        ReadOnlySpan<byte> pixels, int width, int height, Func<Image, byte[]> save,
        int bands = 3, Enums.BandFormat format = Enums.BandFormat.Uchar, Enums.Interpretation interpretation = Enums.Interpretation.Srgb)
    {
        VipsLibrary.EnsureReady();
        fixed (byte* data = pixels)
        {
            try
            {
                using var memory = Image.NewFromMemory((nint)data, (ulong)pixels.Length, width, height, bands, format);
                using var image = memory.Copy(interpretation: interpretation);
                return save(image);
            }
            catch (VipsException)
            {
                // Its text is dropped as in VipsDecoder: it may be about a picture of another thread.
                throw new InvalidOperationException(
                    $"libvips could not write a picture of {width}x{height} pixels: the format holds no such size, or there is not enough memory");
            }
        }
    }
}
