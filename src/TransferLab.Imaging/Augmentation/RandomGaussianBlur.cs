namespace TransferLab.Imaging.Augmentation;

/// <summary>Blurs with a Gaussian of a width uniform between two, in pixels of the model's input. The filter reaches
/// 3σ; at its edges the picture is mirrored.</summary>
internal sealed record RandomGaussianBlur : RandomPixelTransform
{
    /// <summary>Smallest standard deviation in pixels, 0.05 to 10. Default 0.1.</summary>
    public double MinSigma { get; init; } = 0.1;

    /// <summary>Largest standard deviation in pixels. Default 2.</summary>
    public double MaxSigma { get; init; } = 2;

    protected override void CheckOwn() => Ranges.Check(this, "sigma", MinSigma, MaxSigma, 0.05, 10);

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) =>
        GaussianFilter.Apply(pixels, width, height, random.Uniform(MinSigma, MaxSigma));

    public override RandomGaussianBlur Read(TransformSettings settings) => settings.Range("sigma", MinSigma, MaxSigma,
        (min, max) => this with { Probability = settings.Probability(), MinSigma = min, MaxSigma = max });
}
