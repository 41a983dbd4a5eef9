namespace TransferLab.Classifiers;

/// <summary>The views of a picture that test-time augmentation averages: as it is always seen, closer (the central 7/8
/// of that), and, where the resize rule cuts something off at the edges, the largest centred part; each also mirrored.
/// All come from the same decoded picture, so the first is exactly what is seen without augmentation.</summary>
internal static class TestTimeViews
{
    // The share that ImageNet evaluations have long kept of a picture's side.
    private const double Closer = 0.875;

    /// <summary>Number of views under a resize rule: 4 or 6.</summary>
    public static int Count(ImageGeometry geometry) => HasWider(geometry) ? 6 : 4;

    /// <summary>Writes all views.</summary>
    /// <param name="image">The decoded picture.</param>
    /// <param name="geometry">The model's size and resize rule.</param>
    /// <param name="pixels">uint8 [views,H,W,3].</param>
    public static void Fill(RgbImage image, ImageGeometry geometry, Span<byte> pixels)
    {
        var length = geometry.Height * geometry.Width * 3;
        var view = 0;
        for (; view < 2; view++)
            ImageResizer.Fit(image, geometry, pixels.Slice(view * length, length), flip: view == 1);
        using (var closer = geometry.Mode == ResizeMode.Pad ? Centre(image) : null)
            for (; view < 4; view++)
            {
                var to = pixels.Slice(view * length, length);
                if (closer is not null)
                    ImageResizer.Fit(closer, geometry, to, flip: view == 3);
                else
                    ImageResizer.Resize(image, Centre(ImageResizer.RegionOf(image, geometry)), to, geometry.Width, geometry.Height, geometry.Interpolation,
                        flip: view == 3);
            }
        if (HasWider(geometry))
            for (; view < 6; view++)
                ImageResizer.Fit(image, geometry with { CoverScale = 1 }, pixels.Slice(view * length, length), flip: view == 5);
    }

    private static bool HasWider(ImageGeometry geometry) => geometry.Mode == ResizeMode.Crop && geometry.CoverScale > 1;

    private static ImageRegion Centre(ImageRegion r) =>
        new(r.X + (r.Width * (1 - Closer) / 2), r.Y + (r.Height * (1 - Closer) / 2), r.Width * Closer, r.Height * Closer);

    // A padded picture is cut before it is padded, not after.
    private static RgbImage Centre(RgbImage image)
    {
        var part = RgbImage.Create(Math.Max(1, (int)Math.Round(image.Width * Closer)), Math.Max(1, (int)Math.Round(image.Height * Closer)));
        ImageResizer.Resize(image, new ImageRegion((image.Width - part.Width) / 2.0, (image.Height - part.Height) / 2.0, part.Width, part.Height), part.Pixels,
            part.Width, part.Height);
        return part;
    }
}
