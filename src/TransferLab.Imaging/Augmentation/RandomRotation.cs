namespace TransferLab.Imaging.Augmentation;

/// <summary>Turns the picture about the middle of what is seen, by an angle uniform between two.</summary>
internal sealed record RandomRotation : RandomGeometricTransform
{
    /// <summary>Smallest angle in degrees, counter-clockwise as seen, -360 to 360. Default -15.</summary>
    public double MinDegrees { get; init; } = -15;

    /// <summary>Largest angle in degrees. Default 15.</summary>
    public double MaxDegrees { get; init; } = 15;

    protected override void CheckOwn() => Ranges.Check(this, "degrees", MinDegrees, MaxDegrees, -360, 360);

    protected override SampleView Change(SampleView view, ref SampleRandom random) => Turn(view, random.Uniform(MinDegrees, MaxDegrees));

    /// <summary>Turns a view counter-clockwise as seen.</summary>
    internal static SampleView Turn(in SampleView view, double degrees) => view.LookFromMiddle(Projection.Rotation(degrees));

    public override RandomRotation Read(TransformSettings settings) => settings.Range("degrees", MinDegrees, MaxDegrees,
        (min, max) => this with { Probability = settings.Probability(), MinDegrees = min, MaxDegrees = max });
}

/// <summary>Shows the picture larger or smaller about the middle of what is seen, by a factor uniform in its logarithm.</summary>
internal sealed record RandomScale : RandomGeometricTransform
{
    /// <summary>Smallest factor, 0.1 to 10; below 1 the picture is smaller. Default 0.8.</summary>
    public double MinFactor { get; init; } = 0.8;

    /// <summary>Largest factor. Default 1.25.</summary>
    public double MaxFactor { get; init; } = 1.25;

    protected override void CheckOwn() => Ranges.Check(this, "factor", MinFactor, MaxFactor, 0.1, 10);

    protected override SampleView Change(SampleView view, ref SampleRandom random)
    {
        var look = 1 / Math.Exp(random.Uniform(Math.Log(MinFactor), Math.Log(MaxFactor)));
        return view.LookFromMiddle(Projection.Scaling(look, look));
    }

    public override RandomScale Read(TransformSettings settings) => settings.Range("factor", MinFactor, MaxFactor,
        (min, max) => this with { Probability = settings.Probability(), MinFactor = min, MaxFactor = max });
}
