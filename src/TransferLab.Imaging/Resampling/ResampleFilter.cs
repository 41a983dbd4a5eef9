namespace TransferLab.Imaging.Resampling;

/// <summary>The continuous filters behind <see cref="Interpolation"/>.</summary>
internal static class ResampleFilter
{
    /// <summary>Half the width of the filter at scale 1, in source pixels.</summary>
    internal static double Support(Interpolation interpolation) => interpolation == Interpolation.Bicubic ? 2 : 1;

    /// <summary>The filter's value at a distance <paramref name="x"/> from its centre.</summary>
    internal static double Weight(Interpolation interpolation, double x)
    {
        x = Math.Abs(x);
        if (interpolation == Interpolation.Bilinear)
            return x < 1 ? 1 - x : 0;

        // R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2.
        const double a = -0.5;
        if (x < 1)
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
    }
}
