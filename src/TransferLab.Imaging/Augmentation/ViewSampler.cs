using TransferLab.Imaging.Resampling;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Carries out a view that does not stand straight: bilinear sampling of the decoded picture through one map from output to picture. A
/// picture that has clearly more pixels than the output shows is first brought to scale with the antialiased resize, the needed part only.</summary>
internal static class ViewSampler
{
    // Up to this many picture pixels per output pixel bilinear sampling alone shows no aliasing to speak of.
    private const double DirectUpTo = 1.25;

    // Pixels around the needed part, for the two taps and for what a perspective's middle does not say of its corners.
    private const int Margin = 3;

    /// <param name="source">The decoded picture.</param>
    /// <param name="view">A view with a <see cref="SampleView.Warp"/>.</param>
    /// <param name="destination">[H,W,3] of the geometry's size.</param>
    /// <param name="geometry">Size, and the rule for views that are not cropped.</param>
    /// <param name="fill">What is seen beyond the picture; the geometry's padding where its rule pads.</param>
    public static void Sample(RgbImage source, in SampleView view, Span<byte> destination, ImageGeometry geometry, EdgeFill fill)
    {
        geometry.Validate();
        if (destination.Length != geometry.Width * geometry.Height * 3)
            throw new ArgumentException($"{geometry.Width}x{geometry.Height} RGB pixels need {geometry.Width * geometry.Height * 3} bytes, "
                + $"not {destination.Length}.", nameof(destination));
        var part = view.Cropped ? view.Region : Shown(view.Region, geometry);
        var map = view.ToPicture()
            .After(Projection.Translation(part.X, part.Y).After(Projection.Scaling(part.Width / geometry.Width, part.Height / geometry.Height)));
        var border = geometry.Mode == ResizeMode.Pad && !view.Cropped ? BorderRule.Of(geometry.Padding) : BorderRule.Of(fill);
        var (across, down) = PixelsPerOutput(map, geometry);
        if (across <= DirectUpTo && down <= DirectUpTo)
        {
            WarpKernel.Warp(ref source.FirstSample, source.Width, source.Height, map, destination, geometry.Width, geometry.Height, border);
            GC.KeepAlive(source);
            return;
        }
        var (x, right) = Needed(map, geometry, source.Width, horizontal: true);
        var (y, bottom) = Needed(map, geometry, source.Height, horizontal: false);
        var width = Math.Max(1, (int)Math.Round((right - x) / Math.Max(1, across)));
        var height = Math.Max(1, (int)Math.Round((bottom - y) / Math.Max(1, down)));
        var small = ArrayPool<byte>.Shared.Rent(width * height * 3 + RgbImage.ReadableBytesBeyondEnd);
        try
        {
            Resampler.Resample(source, new ImageRegion(x, y, right - x, bottom - y), small.AsSpan(0, width * height * 3), width * 3, width, height,
                geometry.Interpolation, flip: false);
            var toSmall = Projection.Scaling(width / (double)(right - x), height / (double)(bottom - y)).After(Projection.Translation(-x, -y).After(map));
            WarpKernel.Warp(ref small[0], width, height, toSmall, destination, geometry.Width, geometry.Height, border);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(small);
        }
    }

    // The part of the frame that the model's own rule shows; with padding it is larger than the frame.
    private static ImageRegion Shown(in ImageRegion frame, ImageGeometry geometry)
    {
        if (geometry.Mode != ResizeMode.Pad)
            return ImageResizer.RegionOf((int)frame.Width, (int)frame.Height, geometry);
        var scale = Math.Max(frame.Width / geometry.Width, frame.Height / geometry.Height);
        var (width, height) = (geometry.Width * scale, geometry.Height * scale);
        return new ImageRegion((frame.Width - width) / 2, (frame.Height - height) / 2, width, height);
    }

    // How many picture pixels lie between two outputs, along either axis of the picture, in the middle of the output.
    private static (double Across, double Down) PixelsPerOutput(in Projection map, ImageGeometry geometry)
    {
        var (x, y) = (geometry.Width / 2.0, geometry.Height / 2.0);
        var middle = map.Of(x, y);
        var (a, b) = (map.Of(x + 1, y), map.Of(x, y + 1));
        return (double.Hypot(a.X - middle.X, b.X - middle.X), double.Hypot(a.Y - middle.Y, b.Y - middle.Y));
    }

    // The stretch of the picture that the output's corners span; where it goes beyond an edge, also as much within the picture, which mirroring shows there.
    private static (int From, int To) Needed(in Projection map, ImageGeometry geometry, int size, bool horizontal)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = map.Of((corner & 1) * geometry.Width, (corner >> 1) * geometry.Height);
            var at = horizontal ? x : y;
            (low, high) = (Math.Min(low, at), Math.Max(high, at));
        }
        if (!double.IsFinite(low) || !double.IsFinite(high) || high - low >= size)
            return (0, size);
        (low, high) = (low - Margin, high + Margin);
        var (from, to) = (Math.Min(low, size - (high - size)), Math.Max(high, -low));
        return ((int)Math.Clamp(Math.Floor(from), 0, size - 1), (int)Math.Clamp(Math.Ceiling(to), 1, size));
    }
}
