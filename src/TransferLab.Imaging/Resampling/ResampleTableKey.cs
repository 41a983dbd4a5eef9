namespace TransferLab.Imaging.Resampling;

/// <summary>Everything the weights along one axis depend on.</summary>
/// <param name="Fraction">The region's start after its integer part, in [0, 1).</param>
/// <param name="Length">The region's length in source pixels.</param>
/// <param name="Outputs">Number of output positions.</param>
/// <param name="MarginBefore">Source pixels before the region's integer origin, as far as the filter can reach.</param>
/// <param name="High">One past the last source pixel the filter may use, relative to the integer origin.</param>
/// <param name="Interpolation">The filter.</param>
/// <param name="Flip">Whether the outputs run backwards.</param>
/// <param name="MaxBits">The most binary places the caller's arithmetic has room for.</param>
internal readonly record struct ResampleTableKey(
    double Fraction, double Length, int Outputs, int MarginBefore, int High, Interpolation Interpolation, bool Flip, int MaxBits)
{
    /// <param name="start">The region's start in the image, in pixels.</param>
    /// <param name="length">The region's length.</param>
    /// <param name="size">The image's size along the axis.</param>
    /// <param name="outputs">Number of output positions.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="flip">Whether the outputs run backwards.</param>
    /// <param name="maxBits">The most binary places of a weight.</param>
    /// <param name="origin">The integer origin that the table's positions are relative to.</param>
    internal static ResampleTableKey Create(
        double start, double length, int size, int outputs, Interpolation interpolation, bool flip, int maxBits, out int origin)
    {
        start = Math.Clamp(start, 0, size);
        length = Math.Min(length, size - start);
        origin = Math.Min((int)Math.Floor(start), size - 1);
        var fraction = start - origin;
        var reach = (int)Math.Ceiling(ResampleFilter.Support(interpolation) * Math.Max(length / outputs, 1)) + 1;
        var high = Math.Min(size - origin, (int)Math.Ceiling(fraction + length) + reach);
        return new ResampleTableKey(fraction, length, outputs, Math.Min(origin, reach), high, interpolation, flip, maxBits);
    }
}
