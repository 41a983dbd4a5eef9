namespace TransferLab.Imaging.Augmentation;

/// <summary>
/// Transforms in order, from a decoded picture to a model's input. The geometric ones are drawn first and carried out together with the resize in one
/// resampling pass; the others then work on the small result. Safe to share between threads.
/// </summary>
public sealed class AugmentationPipeline
{
    private readonly GeometricTransform[] _geometric;
    private readonly PixelTransform[] _pixel;

    /// <summary>Composes a pipeline.</summary>
    /// <param name="transforms">The geometric transforms, then the others; may be empty.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or a geometric transform comes after one that works on pixels.</exception>
    public AugmentationPipeline(params IReadOnlyList<ImageTransform> transforms)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        Transforms = [.. transforms];
        _geometric = [.. Transforms.OfType<GeometricTransform>()];
        _pixel = [.. Transforms.OfType<PixelTransform>()];
        foreach (var transform in Transforms)
            transform.Validate();
        for (var i = 0; i < _geometric.Length; i++)
            if (Transforms[i] is not GeometricTransform)
                throw new ArgumentException("Geometric transforms come before those that work on pixels, because they are part of the resize.", nameof(transforms));
    }

    /// <summary>What suits most photographs when fine-tuning: parts of 35 % or more of the picture, and mirroring.</summary>
    public static AugmentationPipeline Light { get; } = new(new RandomResizedCrop { MinScale = 0.35 }, new RandomHorizontalFlip());

    /// <summary>The transforms, in order.</summary>
    public IReadOnlyList<ImageTransform> Transforms { get; }

    /// <summary>Makes one sample of a picture.</summary>
    /// <param name="source">The decoded picture.</param>
    /// <param name="destination">The sample, [H,W,3] of the geometry's size; every byte is written.</param>
    /// <param name="geometry">Size and filter, and the rule for pipelines that do not crop.</param>
    /// <param name="random">The sample's random numbers in this epoch; each transform forks its own sequence by its position.</param>
    public void Apply(RgbImage source, Span<byte> destination, ImageGeometry geometry, SampleRandom random)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(geometry);
        var view = Draw(source.Width, source.Height, random);
        if (view.Cropped)
            ImageResizer.Resize(source, view.Region, destination, geometry.Width, geometry.Height, geometry.Interpolation, view.Mirrored);
        else
            ImageResizer.Fit(source, geometry, destination, view.Mirrored);
        for (var i = 0; i < _pixel.Length; i++)
        {
            var own = random.Fork(_geometric.Length + i);
            _pixel[i].Apply(destination, geometry.Width, geometry.Height, ref own);
        }
    }

    /// <summary>The part of a picture that <see cref="Apply"/> shows with the same random numbers.</summary>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="random">The sample's random numbers.</param>
    public SampleView Draw(int width, int height, SampleRandom random)
    {
        var view = new SampleView(width, height);
        for (var i = 0; i < _geometric.Length; i++)
        {
            var own = random.Fork(i);
            view = _geometric[i].Apply(view, ref own);
        }
        return view;
    }

    /// <summary>The transforms and all their parameters, for configurations and cache keys.</summary>
    public override string ToString() => string.Join("; ", Transforms);
}
