using TransferLab.Freezing;

namespace TransferLab.Training;

/// <summary>A stretch of training with one freeze plan and one schedule. Most strategies have one phase; <c>lp-ft</c> has two.</summary>
/// <param name="Name">E.g. <c>linear-probe</c>.</param>
/// <param name="Plan">What trains and what is frozen.</param>
/// <param name="Settings">Epochs, learning rate, schedule, patience.</param>
/// <param name="HeadRateScale">Factor on the learning rate of the head: a head that starts at random has far to go, a pretrained backbone has not.</param>
/// <param name="Augment">Whether training images are varied from epoch to epoch.</param>
/// <param name="Views">How many fixed augmented views an image has, taken in turn; 0 for a new one in every epoch.</param>
internal sealed record TrainingPhase(string Name, FreezePlan Plan, PhaseDefaults Settings, float HeadRateScale, bool Augment, int Views);
