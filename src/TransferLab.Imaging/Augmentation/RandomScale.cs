using TransferLab.Imaging.Augmentation.Files;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Shows the picture larger or smaller about the middle of what is seen, by a factor uniform in its logarithm.</summary>
internal sealed record RandomScale : RandomGeometricTransform
{
    /// <summary>Smallest factor, 0.1 to 10; below 1 the picture is smaller. Default 0.8.</summary>
    public double MinFactor { get; init; } = 0.8;

    /// <summary>Largest factor. Default 1.25.</summary>
    public double MaxFactor { get; init; } = 1.25;

    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "factor", MinFactor, MaxFactor, 0.1, 10);
    }

    protected override SampleView Change(SampleView view, ref SampleRandom random)
    {
        var look = 1 / Math.Exp(random.Uniform(Math.Log(MinFactor), Math.Log(MaxFactor)));
        return view.LookFromMiddle(Projection.Scaling(look, look));
    }

    public override RandomScale Read(TransformSettings settings) => settings.Range("factor", MinFactor, MaxFactor,
        (min, max) => this with { Probability = settings.Probability(), MinFactor = min, MaxFactor = max });
}
