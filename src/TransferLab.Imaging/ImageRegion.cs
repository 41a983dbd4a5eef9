namespace TransferLab.Imaging;

/// <summary>A rectangle in an image, in pixels that may be fractions; (0, 0) is the outer corner of the top left pixel.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct ImageRegion(double X, double Y, double Width, double Height)
{
    /// <summary>The region that covers an image wholly.</summary>
    /// <param name="image">The image.</param>
    public static ImageRegion Whole(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageRegion(0, 0, image.Width, image.Height);
    }

    /// <summary>Throws unless the region lies within an image and has an area.</summary>
    internal void Validate(RgbImage image)
    {
        // Corners computed in floating point may stick out by a rounding error.
        const double slack = 1e-6;
        if (!(Width > 0 && Height > 0 && X >= -slack && Y >= -slack
              && X + Width <= image.Width + slack && Y + Height <= image.Height + slack))
            throw new ArgumentException($"The region {this} does not lie within the image of {image.Width}x{image.Height} pixels.");
    }
}
