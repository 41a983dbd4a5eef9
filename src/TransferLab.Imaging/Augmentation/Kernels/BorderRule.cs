namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>What lies at positions outside a picture: a colour, or a pixel of the picture.</summary>
internal readonly record struct BorderRule(EdgeFill Fill, RgbColor Color)
{
    public static BorderRule Of(EdgeFill fill) => new(fill, fill == EdgeFill.Grey ? new RgbColor(128, 128, 128) : RgbColor.Black);

    public static BorderRule Of(RgbColor color) => new(EdgeFill.Black, color);

    /// <summary>Whether a colour lies there.</summary>
    public bool IsColor => Fill is EdgeFill.Grey or EdgeFill.Black;

    /// <summary>The position within the picture that is seen instead.</summary>
    /// <param name="i">A position along an axis.</param>
    /// <param name="size">The picture's size along it.</param>
    public int Inside(int i, int size) => (uint)i < (uint)size ? i : Fill == EdgeFill.Edge ? Math.Clamp(i, 0, size - 1) : Reflected(i, size);

    /// <summary>The position that a mirror at the outer side of the edge pixels shows.</summary>
    public static int Reflected(int i, int size)
    {
        i %= 2 * size;
        if (i < 0)
            i += 2 * size;
        return i < size ? i : 2 * size - 1 - i;
    }
}
