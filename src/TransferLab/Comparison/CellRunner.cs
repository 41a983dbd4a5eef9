using System.Globalization;
using TransferLab.Reports;
using TransferLab.Runs;
using TransferLab.Training;
using TransferLab.Training.Events;

namespace TransferLab.Comparison;

/// <summary>Does runs of a comparison, one at a time: each is an ordinary run in a folder of its own, so that it can be resumed, reported on and used like any other.</summary>
internal sealed class CellRunner(ComparisonDirectory directory, FineTuneOptions common, RunMaterial material, SharedFeatures features, Action<TrainingEvent> events)
{
    /// <summary>What a run came to; null where it is not done.</summary>
    public ComparedRun? Find(ComparisonCell cell) => directory.Find(cell);

    /// <summary>Sees a run through, or up to a pause.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="share">Share of its epochs after which it pauses; 1 for all.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <returns>Its best score so far.</returns>
    public double Advance(ComparisonCell cell, double share, CancellationToken cancellation)
    {
        if (directory.Find(cell) is { } done)
            return done.Score;
        var pauses = share < RunExecution.WholeRun ? directory.Pauses(cell) : [];
        var key = share.ToString("R", CultureInfo.InvariantCulture);
        if (pauses.TryGetValue(key, out var known))
            return known;
        var outcome = Run(cell, share, cancellation);
        if (outcome.Result is { } result)
        {
            Save(cell, outcome, result);
            return result.Validation.Accuracy;
        }
        pauses[key] = outcome.State.Best.Accuracy;
        directory.SavePauses(cell, pauses);
        return outcome.State.Best.Accuracy;
    }

    /// <summary>Declares a run stopped that has paused, and keeps what it came to so far.</summary>
    public void Stop(ComparisonCell cell, double share, CancellationToken cancellation)
    {
        if (directory.Find(cell) is null)
            Save(cell, Run(cell, share, cancellation), null);
    }

    private RunOutcome Run(ComparisonCell cell, double share, CancellationToken cancellation)
    {
        // What the run before held must not count as this one's memory.
        GC.Collect();
        if (!RunDirectory.IsRun(directory.RunPath(cell)))
            return RunExecution.Start(OptionsOf(cell), material, share, events, cancellation);
        using var run = RunDirectory.Open(directory.RunPath(cell), w => events(new RunMessage(w, IsWarning: true)));
        return RunExecution.GoOn(run, material, share, events, cancellation);
    }

    private void Save(ComparisonCell cell, RunOutcome outcome, FineTuneResult? result)
    {
        var state = outcome.State;
        var options = OptionsOf(cell);
        var shared = features.SecondsAlone(options, material);
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
            TestScore = result?.Test?.Accuracy,
            TrainableParameters = outcome.TrainableParameters,
            Seconds = state.Seconds + shared,
            SharedSeconds = shared,
            ImagesPerSecond = state.TrainSeconds > 0 ? state.TrainedImages / state.TrainSeconds : 0,
            PeakMemoryBytes = state.PeakMemoryBytes,
            BestEpoch = state.Best.Epoch,
            Epochs = state.EarlierEpochs + state.Epoch,
            IsStopped = result is null,
            Command = RunCommand.Of(config, "runs/" + cell.Name),
        });
    }

    private FineTuneOptions OptionsOf(ComparisonCell cell) => common with { Freeze = cell.Policy, Seed = cell.Seed, Output = directory.RunPath(cell) };
}
