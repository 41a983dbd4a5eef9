namespace TransferLab.Imaging.Vips;

/// <summary>What the bands of an image mean (VipsInterpretation; the values are libvips' ABI, only those we name).</summary>
internal enum VipsInterpretation
{
    Multiband = 0,
    Grey = 1,
    Cmyk = 15,
    Rgb = 17,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
}
