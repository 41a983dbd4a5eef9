namespace TransferLab.Imaging.Augmentation;

/// <summary>The part of a picture that a sample shows, and whether it is mirrored.</summary>
public readonly record struct SampleView
{
    /// <summary>The view of a whole picture.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public SampleView(int width, int height) => Region = new ImageRegion(0, 0, width, height);

    /// <summary>The part of the picture, in its pixels.</summary>
    public ImageRegion Region { get; private init; }

    /// <summary>Whether the part is shown mirrored left to right.</summary>
    public bool Mirrored { get; private init; }

    /// <summary>Whether a part was chosen; otherwise the model's own rule (centre crop, say) decides what is seen.</summary>
    public bool Cropped { get; private init; }

    /// <summary>Narrows the view.</summary>
    /// <param name="part">The part, in pixels of what the view shows now: (0, 0) is its top left corner, mirrored or not.</param>
    /// <exception cref="ArgumentException">The part does not lie within the view.</exception>
    public SampleView Crop(ImageRegion part)
    {
        const double slack = 1e-6;
        if (!(part.Width > 0 && part.Height > 0 && part.X >= -slack && part.Y >= -slack
              && part.X + part.Width <= Region.Width + slack && part.Y + part.Height <= Region.Height + slack))
            throw new ArgumentException($"The part {part} does not lie within the view of {Region.Width}x{Region.Height} pixels.", nameof(part));
        var left = Mirrored ? Region.Width - part.X - part.Width : part.X;
        return this with { Region = part with { X = Region.X + left, Y = Region.Y + part.Y }, Cropped = true };
    }

    /// <summary>Mirrors the view left to right.</summary>
    public SampleView Mirror() => this with { Mirrored = !Mirrored };
}
