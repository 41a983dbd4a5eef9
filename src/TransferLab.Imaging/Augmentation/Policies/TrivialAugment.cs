namespace TransferLab.Imaging.Augmentation.Policies;

/// <summary>
/// TrivialAugment (Müller, Hutter: "TrivialAugment: tuning-free yet state-of-the-art data augmentation", 2021) in its wide space: one operation drawn with
/// equal probability from fourteen, at a magnitude drawn from 0 to 30, either way. At 30 rotation by 135°, shear 0.99, moves of 32 / 224 of the frame, factors
/// 1 ± 0.99, two bits kept, all inverted. It has no parameters.
/// </summary>
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
