using TransferLab.Imaging.Augmentation.Files;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Mirrors the picture left to right with a probability. Draws one number.</summary>
public sealed record RandomHorizontalFlip : GeometricTransform
{
    /// <summary>Probability of mirroring, 0 to 1. Default 0.5.</summary>
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    public override void Validate()
    {
        if (!(Probability is >= 0 and <= 1))
            throw new ArgumentException($"{this}: a probability lies between 0 and 1.");
    }

    /// <inheritdoc/>
    public override SampleView Apply(SampleView view, ref SampleRandom random) => random.Chance(Probability) ? view.Mirror() : view;

    internal static RandomHorizontalFlip Read(TransformSettings settings) => new() { Probability = settings.Probability() };
}
