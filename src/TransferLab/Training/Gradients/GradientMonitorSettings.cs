using TransferLab.Settings;

namespace TransferLab.Training.Gradients;

/// <summary>What a <see cref="GradientMonitor"/> has to know of its phase.</summary>
/// <param name="GuessingLoss">Loss of equal probabilities for all labels, in nats.</param>
/// <param name="IsClipped">Whether steps are bounded by a largest gradient norm.</param>
/// <param name="OnBad">What happens when gradients explode or vanish.</param>
internal sealed record GradientMonitorSettings(double GuessingLoss, bool IsClipped, BadGradients OnBad);
