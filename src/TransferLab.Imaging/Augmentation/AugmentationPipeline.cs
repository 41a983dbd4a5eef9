namespace TransferLab.Imaging.Augmentation;

/// <summary>Transforms in order, from a decoded picture to a model's input. The geometric ones are drawn first and carried out
/// together with the resize in one resampling pass; the others then work on the small result. Safe to share between threads.</summary>
public sealed class AugmentationPipeline
{
    /// <summary>Composes a pipeline.</summary>
    /// <param name="transforms">The geometric transforms and policies, then those that work on pixels; may be empty.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or a geometric transform comes after one that works on pixels.</exception>
    internal AugmentationPipeline(params IReadOnlyList<ImageTransform> transforms)
    {
        Transforms = [.. transforms];
        foreach (var transform in Transforms)
            transform.Validate();
        var pixels = false;
        foreach (var transform in Transforms)
        {
            if (pixels && transform is not PixelTransform)
                throw new ArgumentException("Geometric transforms and policies come before those that work on pixels, because they are part of the resize.",
                    nameof(transforms));
            pixels |= transform is PixelTransform;
        }
    }

    /// <summary>No transforms: the model's own rule.</summary>
    public static AugmentationPipeline None { get; } = new();

    /// <summary>What suits most photographs when fine-tuning: parts of 35 % or more of the picture, and mirroring.</summary>
    public static AugmentationPipeline Light { get; } = new(new RandomResizedCrop { MinScale = 0.35 }, new RandomHorizontalFlip());

    /// <summary>The transforms, in order.</summary>
    internal IReadOnlyList<ImageTransform> Transforms { get; }

    /// <summary>What is seen beyond the picture's edge. Default <see cref="EdgeFill.Reflect"/>. Where the model's rule
    /// pads pictures, it is the padding in any case.</summary>
    internal EdgeFill Fill { get; init; }

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
        if (view.Warp is not null)
            ViewSampler.Sample(source, view, destination, geometry, Fill);
        else if (view.Cropped)
            ImageResizer.Resize(source, view.Region, destination, geometry.Width, geometry.Height, geometry.Interpolation, view.Mirrored, view.UpsideDown);
        else
            ImageResizer.Fit(source, geometry, destination, view.Mirrored, view.UpsideDown);
        for (var i = 0; i < Transforms.Count; i++)
        {
            var own = random.Fork(i);
            if (Transforms[i] is PixelTransform pixels)
                pixels.Apply(destination, geometry.Width, geometry.Height, ref own);
            else if (Transforms[i] is PolicyTransform policy)
                policy.Apply(destination, geometry.Width, geometry.Height, own);
        }
    }

    /// <summary>The part of a picture that <see cref="Apply"/> shows with the same random numbers.</summary>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="random">The sample's random numbers.</param>
    internal SampleView Draw(int width, int height, SampleRandom random)
    {
        var view = new SampleView(width, height);
        for (var i = 0; i < Transforms.Count; i++)
        {
            var own = random.Fork(i);
            if (Transforms[i] is GeometricTransform geometric)
                view = geometric.Apply(view, ref own);
            else if (Transforms[i] is PolicyTransform policy)
                view = policy.Apply(view, own);
        }
        return view;
    }

    /// <summary>The transforms and all their parameters, for configurations and cache keys.</summary>
    public override string ToString() => string.Join("; ", Transforms) + (Fill == EdgeFill.Reflect ? "" : $"; Fill = {Fill}");
}

/// <summary>What is seen beyond the edge of a picture that was turned, moved or made smaller. In policy files by its lower-case name.</summary>
internal enum EdgeFill
{
    /// <summary>The picture mirrored at its edge, the edge pixel twice (… b a | a b …). The default: no colour and no
    /// straight line that is not of the picture.</summary>
    Reflect,
    /// <summary>The nearest pixel of the edge.</summary>
    Edge,
    /// <summary>Mid-grey, 128 in all channels, as the papers of the policies do.</summary>
    Grey,
    /// <summary>Black.</summary>
    Black,
}
