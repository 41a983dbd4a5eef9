using TransferLab.Freezing;

namespace TransferLab.Training;

/// <summary>A stretch of training with one freeze plan and one schedule. Most strategies have one phase; <c>lp-ft</c> has two.</summary>
/// <param name="Name">E.g. <c>linear-probe</c>.</param>
/// <param name="Plan">What trains and what is frozen.</param>
/// <param name="Settings">Epochs, learning rate, schedule, patience.</param>
/// <param name="HeadRateScale">Factor on the learning rate of the head: a head that starts at random has far to go, a pretrained backbone has not.</param>
/// <param name="Augment">Whether training images are varied from epoch to epoch.</param>
internal sealed record TrainingPhase(string Name, FreezePlan Plan, PhaseDefaults Settings, float HeadRateScale, bool Augment)
{
    /// <summary>The range of rates that a range test goes through; null where the rate is given. The settings' rate is then the one to fall back on.</summary>
    public (double Lowest, double Highest)? RangeTest { get; init; }
}
