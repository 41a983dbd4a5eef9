using TransferLab.Errors;

namespace TransferLab.Classifiers.Evaluation;

/// <summary>How intervals of scores are worked out.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Resamples, 0 (no intervals) to 100000. Default 1000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Share of resamples that the interval holds, above 0, below 1. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed of the draws. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names the option as the command line does.</exception>
    public void Validate()
    {
        if (Resamples is < 0 or > 100_000)
            throw new SettingException($"--bootstrap {Resamples} is out of range: 0 (no intervals) to 100000.");
        if (!(Confidence is > 0 and < 1))
            throw new SettingException($"--confidence {Confidence} is out of range: above 0, below 1, e.g. 0.95.");
    }
}
