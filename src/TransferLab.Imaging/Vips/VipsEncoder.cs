namespace TransferLab.Imaging.Vips;

/// <summary>Writes pixels in a file format, into memory.</summary>
internal static unsafe class VipsEncoder
{
    /// <param name="pixels">Interleaved samples of <paramref name="format"/>, row-major [H,W,bands].</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="operation">libvips' saver, e.g. <c>pngsave_buffer</c>.</param>
    /// <param name="configure">Sets the saver's options.</param>
    /// <param name="bands">Samples per pixel.</param>
    /// <param name="format">The number type of a sample.</param>
    /// <param name="interpretation">What the bands mean.</param>
    internal static byte[] Encode(
        ReadOnlySpan<byte> pixels,
        int width,
        int height,
        string operation,
        Action<VipsOperation>? configure = null,
        int bands = 3,
        VipsBandFormat format = VipsBandFormat.UInt8,
        VipsInterpretation interpretation = VipsInterpretation.Srgb)
    {
        fixed (byte* data = pixels)
        {
            using var memory = VipsImage.OverMemory(data, (nuint)pixels.Length, width, height, bands, format);
            using var copy = new VipsOperation("copy").Set("in", memory)
                .SetEnum("interpretation", VipsNative.vips_interpretation_get_type(), (int)interpretation).Build();
            using var image = copy.GetImage("out");
            using var save = new VipsOperation(operation).Set("in", image);
            configure?.Invoke(save);
            return save.Build().GetBytes("buffer");
        }
    }
}
