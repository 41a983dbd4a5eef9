namespace TransferLab.Studies.Comparison;

/// <summary>Does runs of a comparison, one at a time: each is an ordinary run in a folder of its own, so that it can be resumed, reported on and used like any
/// other.</summary>
internal sealed class CellRunner(ComparisonDirectory directory, FineTuneOptions common, SharedInputs material, SharedFeatures features,
    Action<TrainingEvent> events)
{
    /// <summary>What a run came to; null where it is not done.</summary>
    public ComparedRun? Find(ComparisonCell cell) => directory.Find(cell);

    /// <summary>Begins a run, or goes on with it, sees it through and keeps what it came to.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    public void Run(ComparisonCell cell, CancellationToken cancellation)
    {
        // What the run before held must not count as this one's memory.
        var isMeasured = PeakMemory.Restart();
        var outcome = Execute(cell, cancellation);
        Save(cell, outcome, isMeasured ? PeakMemory.Bytes() : null);
    }

    private FinishedRun Execute(ComparisonCell cell, CancellationToken cancellation)
    {
        if (!RunDirectory.IsRun(directory.RunPath(cell)))
            return PhaseSequence.Start(OptionsOf(cell), material, events, cancellation);
        using var run = RunDirectory.Open(directory.RunPath(cell), w => events(new RunMessage(w, IsWarning: true)));
        return PhaseSequence.GoOn(run, material, events, cancellation);
    }

    private void Save(ComparisonCell cell, FinishedRun outcome, long? peak)
    {
        var state = outcome.State;
        var options = OptionsOf(cell);
        var shared = features.SecondsAlone(options);
        var file = new RunFiles(directory.RunPath(cell)).Config;
        var config = RunConfig.FromJson(File.ReadAllText(file), file);
        directory.Save(cell, new ComparedRun
        {
            Strategy = cell.Strategy,
            Seed = cell.Seed,
            Directory = Path.GetRelativePath(directory.Root, directory.RunPath(cell)).Replace('\\', '/'),
            Score = state.Best.Accuracy,
            MacroF1 = state.Best.MacroF1,
            Loss = state.Best.Loss,
            TestScore = outcome.Result.Test?.Accuracy,
            TrainableParameters = outcome.TrainableParameters,
            Seconds = state.Seconds + shared,
            SharedSeconds = shared,
            ImagesPerSecond = state.TrainSeconds > 0 ? state.TrainedImages / state.TrainSeconds : 0,
            PeakMemoryBytes = Math.Max(state.PeakMemoryBytes, peak ?? 0),
            BestEpoch = state.Best.Epoch,
            Epochs = state.EarlierEpochs + state.Epoch,
            Steps = state.TotalSteps,
            Command = RunCommand.Of(config, "runs/" + cell.Name),
        });
    }

    private FineTuneOptions OptionsOf(ComparisonCell cell) => common with { Freeze = cell.Policy, Seed = cell.Seed, Output = directory.RunPath(cell) };
}

/// <summary>One run of a comparison: a strategy with a seed.</summary>
/// <param name="Policy">The strategy.</param>
/// <param name="Seed">The seed.</param>
internal sealed record ComparisonCell(FreezePolicy Policy, ulong Seed)
{
    /// <summary>The strategy as written.</summary>
    public string Strategy { get; } = Policy.ToString();

    /// <summary>A name that is a file name on every system; what is not a letter, digit, point or hyphen becomes a hyphen, and a hash keeps such names
    /// apart.</summary>
    public string Name
    {
        get
        {
            var plain = string.Concat(Strategy.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
            if (plain.Length > 60 || plain != Strategy.Replace(':', '-'))
                plain = $"{plain[..Math.Min(plain.Length, 60)]}-{ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(Strategy)).A % 0xFFFFFF:x6}";
            return string.Create(CultureInfo.InvariantCulture, $"{plain}-seed-{Seed}");
        }
    }
}
