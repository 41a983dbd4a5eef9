namespace TransferLab.Imaging.Augmentation;

/// <summary>Shows a random part of the picture: of an area between <see cref="MinScale"/> and <see cref="MaxScale"/> of the whole and an
/// aspect ratio (width / height) between <see cref="MinRatio"/> and <see cref="MaxRatio"/>, uniform in area and in the ratio's logarithm, at a
/// random place in whole pixels. torchvision's rule: after ten draws that do not fit, the largest centred part of an allowed ratio.</summary>
internal sealed record RandomResizedCrop : GeometricTransform
{
    private const int Attempts = 10;

    /// <summary>Smallest part of the area, above 0. Default 0.08.</summary>
    public double MinScale { get; init; } = 0.08;
    /// <summary>Largest part of the area, at most 1. Default 1.</summary>
    public double MaxScale { get; init; } = 1;
    /// <summary>Smallest width / height. Default 3/4.</summary>
    public double MinRatio { get; init; } = 3.0 / 4;
    /// <summary>Largest width / height. Default 4/3.</summary>
    public double MaxRatio { get; init; } = 4.0 / 3;

    public override void Validate()
    {
        if (!(MinScale > 0 && MinScale <= MaxScale && MaxScale <= 1 && MinRatio > 0 && MinRatio <= MaxRatio && double.IsFinite(MaxRatio)))
            throw new ArgumentException($"{this}: scales must satisfy 0 < min <= max <= 1 and ratios 0 < min <= max.");
    }

    public override SampleView Apply(SampleView view, ref SampleRandom random)
    {
        var (width, height) = ((int)view.Region.Width, (int)view.Region.Height);
        if (width < 1 || height < 1)
            return view;
        var area = (double)width * height;
        var (lowest, highest) = (Math.Log(MinRatio), Math.Log(MaxRatio));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var target = area * random.Uniform(MinScale, MaxScale);
            var ratio = Math.Exp(random.Uniform(lowest, highest));
            var w = (int)Math.Round(Math.Sqrt(target * ratio));
            var h = (int)Math.Round(Math.Sqrt(target / ratio));
            if (w < 1 || h < 1 || w > width || h > height)
                continue;
            var y = random.NextInt32(height - h + 1);
            var x = random.NextInt32(width - w + 1);
            return view.Crop(new ImageRegion(x, y, w, h));
        }
        return view.Crop(LargestAllowed(width, height));
    }

    public override RandomResizedCrop Read(TransformSettings settings) => settings.Range("scale", MinScale, MaxScale, (minScale, maxScale) =>
        settings.Range("ratio", MinRatio, MaxRatio, (minRatio, maxRatio) =>
            this with { MinScale = minScale, MaxScale = maxScale, MinRatio = minRatio, MaxRatio = maxRatio }));

    private ImageRegion LargestAllowed(int width, int height)
    {
        var (w, h) = (width, height);
        var ratio = (double)width / height;
        if (ratio < MinRatio)
            h = Math.Clamp((int)Math.Round(width / MinRatio), 1, height);
        else if (ratio > MaxRatio)
            w = Math.Clamp((int)Math.Round(height * MaxRatio), 1, width);
        return new ImageRegion((width - w) / 2, (height - h) / 2, w, h);
    }
}
