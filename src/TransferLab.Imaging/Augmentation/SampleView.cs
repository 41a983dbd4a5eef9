namespace TransferLab.Imaging.Augmentation;

/// <summary>What a sample shows of a picture: a part of it, mirrored or not, or, once it has been turned, sheared and so on, any projective look at it. The
/// view's frame has (0, 0) in its top left corner, as it is seen. Only numbers are kept here, so that any number of transforms costs one resampling.</summary>
internal readonly record struct SampleView
{
    /// <summary>The view of a whole picture.</summary>
    public SampleView(int width, int height) => Region = new ImageRegion(0, 0, width, height);

    /// <summary>The part of the picture, in its pixels. With <see cref="Warp"/> the frame itself, at (0, 0).</summary>
    public ImageRegion Region { get; private init; }
    /// <summary>Whether the part is shown mirrored left to right.</summary>
    public bool Mirrored { get; private init; }
    /// <summary>Whether the part is shown mirrored top to bottom.</summary>
    public bool UpsideDown { get; private init; }
    /// <summary>Whether a part was chosen; otherwise the model's own rule (centre crop, say) decides what is seen.</summary>
    public bool Cropped { get; private init; }
    /// <summary>From the frame's pixels to those of the picture, mirroring included; null while the part is a rectangle that stands straight.</summary>
    public Projection? Warp { get; private init; }

    /// <summary>Narrows the view.</summary>
    /// <param name="part">The part, in pixels of what the view shows now: (0, 0) is its top left corner, mirrored or not.</param>
    /// <exception cref="ArgumentException">The part does not lie within the view.</exception>
    public SampleView Crop(ImageRegion part)
    {
        const double slack = 1e-6;
        if (!(part.Width > 0 && part.Height > 0 && part.X >= -slack && part.Y >= -slack
              && part.X + part.Width <= Region.Width + slack && part.Y + part.Height <= Region.Height + slack))
            throw new ArgumentException($"The part {part} does not lie within the view of {Region.Width}x{Region.Height} pixels.", nameof(part));
        if (Warp is { } warp)
        {
            var region = new ImageRegion(0, 0, part.Width, part.Height);
            return this with { Warp = warp.After(Projection.Translation(part.X, part.Y)), Region = region, Cropped = true };
        }
        var left = Mirrored ? Region.Width - part.X - part.Width : part.X;
        var top = UpsideDown ? Region.Height - part.Y - part.Height : part.Y;
        return this with { Region = part with { X = Region.X + left, Y = Region.Y + top }, Cropped = true };
    }

    /// <summary>Mirrors the view left to right.</summary>
    public SampleView Mirror() => Warp is null ? this with { Mirrored = !Mirrored } : Look(Projection.Affine(-1, 0, Region.Width, 0, 1, 0));

    /// <summary>Mirrors the view top to bottom.</summary>
    public SampleView Flip() => Warp is null ? this with { UpsideDown = !UpsideDown } : Look(Projection.Affine(1, 0, 0, 0, -1, Region.Height));

    /// <summary>Looks at the view through a map; the frame keeps its size. What lies beyond a chosen part of the
    /// picture comes into sight, beyond the picture the fill of the pipeline.</summary>
    /// <param name="map">For each point of the new frame the point of the present one that is seen there.</param>
    public SampleView Look(in Projection map) => this with
    {
        Warp = ToPicture().After(map),
        Region = new ImageRegion(0, 0, Region.Width, Region.Height),
        Mirrored = false,
        UpsideDown = false,
    };

    /// <summary>The same about the middle of the frame.</summary>
    /// <param name="map">For each point of the new frame, from its middle, the point of the present one that is seen there.</param>
    public SampleView LookFromMiddle(in Projection map) => Look(map.About(Region.Width / 2, Region.Height / 2));

    /// <summary>From the frame's pixels to those of the picture.</summary>
    public Projection ToPicture() => Warp ?? Projection.Affine(
        Mirrored ? -1 : 1, 0, Region.X + (Mirrored ? Region.Width : 0),
        0, UpsideDown ? -1 : 1, Region.Y + (UpsideDown ? Region.Height : 0));
}
