namespace TransferLab.Training;

/// <summary>A stretch of training with one freeze plan and one schedule. Most strategies have one phase; <c>lp-ft</c>
/// has two, <c>gradual</c> one per layer group and one more.</summary>
/// <param name="Name">E.g. <c>linear-probe</c>.</param>
/// <param name="Plan">What trains and what is frozen.</param>
/// <param name="Settings">Epochs, learning rate, schedule, patience.</param>
/// <param name="HeadRateScale">Factor on the learning rate of the head: a head that starts at random has far to go, a pretrained backbone has not.</param>
/// <param name="Augment">Whether training images are varied from epoch to epoch.</param>
/// <param name="Views">How many fixed augmented views an image has, taken in turn; 0 for a new one in every epoch.</param>
internal sealed record TrainingPhase(string Name, FreezePlan Plan, PhaseDefaults Settings, float HeadRateScale, bool Augment, int Views)
{
    /// <summary>How training images are varied, where they are.</summary>
    public AugmentationPipeline Pipeline { get; init; } = AugmentationPipeline.Light;
    /// <summary>How the images of a batch are mixed; null where they are not.</summary>
    public BatchMixer? Mixer { get; init; }
    /// <summary>The range of rates that a range test goes through; null where the rate is given. The settings' rate is then the one to fall back on.</summary>
    public (double Lowest, double Highest)? RangeTest { get; init; }
    /// <summary>Factor D on the learning rate from each layer group to the one before it: the i-th group from the end gets D^i. Above 0, at most 1.</summary>
    public double LayerDecay { get; init; } = 1;
    /// <summary>Factor on the learning rate of everything but the head.</summary>
    public double BackboneRateMultiplier { get; init; } = 1;

    /// <summary>The factor on the learning rate of a tensor, by its name. The groups are counted over the whole
    /// backbone, so that a group has its rate whatever else trains.</summary>
    public Func<string, float> RateScales()
    {
        var scale = BackboneRateMultiplier;
        var groups = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var group in Plan.Backbone.LayerGroups.Reverse())
            groups[group.Name] = (float)(scale *= LayerDecay);
        var tensors = Plan.Trainable.ToDictionary(p => p.Name, p => groups[p.Group], StringComparer.Ordinal);
        return name => tensors.GetValueOrDefault(name, HeadRateScale);
    }
}
