namespace TransferLab.Imaging.Augmentation;

/// <summary>A geometric transform that happens with a probability. Its first draw decides whether; the parameters are drawn only then.</summary>
public abstract record RandomGeometricTransform : GeometricTransform
{
    /// <summary>Probability, 0 to 1. Default 0.5.</summary>
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    public override void Validate() => Ranges.CheckProbability(this, Probability);

    /// <inheritdoc/>
    public sealed override SampleView Apply(SampleView view, ref SampleRandom random) => random.Chance(Probability) ? Change(view, ref random) : view;

    /// <summary>Draws the parameters and changes the view.</summary>
    /// <param name="view">What the transforms before have left of the picture.</param>
    /// <param name="random">The transform's own sequence.</param>
    protected abstract SampleView Change(SampleView view, ref SampleRandom random);
}
