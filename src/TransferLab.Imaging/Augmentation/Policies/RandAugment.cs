namespace TransferLab.Imaging.Augmentation.Policies;

/// <summary>RandAugment (Cubuk, Zoph, Shlens, Le: "RandAugment: practical automated data augmentation with a reduced search space", 2019): N
/// operations drawn with equal probability from fourteen, all at magnitude M of 30, those with two directions either way. Magnitudes are
/// torchvision's: at M = 30 rotation by 30°, shear 0.3, moves of 0.45 of the frame, factors 1 ± 0.9, four bits kept, all inverted.</summary>
internal sealed record RandAugment : PolicyTransform
{
    internal const int Operations = 14;
    internal const int GreatestMagnitude = 30;

    /// <summary>N, 1 to 16. Default 2.</summary>
    public int Count { get; init; } = 2;

    /// <summary>M, 0 to 30. Default 9.</summary>
    public int Magnitude { get; init; } = 9;

    public override void Validate()
    {
        Ranges.Check(this, "count", Count, 1, 16);
        Ranges.Check(this, "magnitude", Magnitude, 0, GreatestMagnitude);
    }

    public override SampleView Apply(SampleView view, SampleRandom random)
    {
        for (var i = 0; i < Count; i++)
            view = Draw(ref random).Of(view);
        return view;
    }

    public override void Apply(Span<byte> pixels, int width, int height, SampleRandom random)
    {
        for (var i = 0; i < Count; i++)
            Draw(ref random).Apply(pixels, width, height);
    }

    public override RandAugment Read(TransformSettings settings) =>
        this with { Count = settings.Whole("count", Count), Magnitude = settings.Whole("magnitude", Magnitude) };

    private PolicyStep Draw(ref SampleRandom random)
    {
        var operation = (PolicyOperation)random.NextInt32(Operations);
        return PolicySpace.RandAugment.Step(operation, Magnitude / (double)GreatestMagnitude, random.Chance(0.5));
    }
}

/// <summary>TrivialAugment (Müller, Hutter: "TrivialAugment: tuning-free yet state-of-the-art data augmentation", 2021) in its wide
/// space: one operation drawn with equal probability from fourteen, at a magnitude drawn from 0 to 30, either way. At 30 rotation by
/// 135°, shear 0.99, moves of 32 / 224 of the frame, factors 1 ± 0.99, two bits kept, all inverted. It has no parameters.</summary>
internal sealed record TrivialAugment : PolicyTransform
{
    public override SampleView Apply(SampleView view, SampleRandom random) => Draw(ref random).Of(view);

    public override void Apply(Span<byte> pixels, int width, int height, SampleRandom random) => Draw(ref random).Apply(pixels, width, height);

    private static PolicyStep Draw(ref SampleRandom random)
    {
        var operation = (PolicyOperation)random.NextInt32(RandAugment.Operations);
        var magnitude = random.NextInt32(RandAugment.GreatestMagnitude + 1) / (double)RandAugment.GreatestMagnitude;
        return PolicySpace.TrivialAugmentWide.Step(operation, magnitude, random.Chance(0.5));
    }
}
