using System.CommandLine;
using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Cli.Commands;

/// <summary>The options of bootstrap intervals.</summary>
internal sealed class BootstrapFlags
{
    private static readonly BootstrapOptions s_standard = new();

    private readonly Option<int?> _resamples = Flags.Number<int>("--bootstrap", "Resamples for the intervals of the scores; 0 for no intervals.", s_standard.Resamples);
    private readonly Option<double?> _confidence = Flags.Number<double>("--confidence", "Confidence of the intervals.", s_standard.Confidence);
    private readonly Option<ulong?> _seed = Flags.Number<ulong>("--bootstrap-seed", "Seed of the resamples.", s_standard.Seed);

    /// <summary>All options, in the order of the help text.</summary>
    public IEnumerable<Option> All => [_resamples, _confidence, _seed];

    /// <summary>What was given.</summary>
    public BootstrapOptions Read(ParseResult parsed) => new() { Resamples = parsed.GetValue(_resamples)!.Value, Confidence = parsed.GetValue(_confidence)!.Value, Seed = parsed.GetValue(_seed)!.Value };
}
