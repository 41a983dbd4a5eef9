namespace TransferLab.Training;

/// <summary>Carries a run through its phases, from its beginning or from a checkpoint, to its end.</summary>
internal sealed class PhaseSequence
{
    private readonly RunDirectory _run;
    private readonly TrainingContext _inputs;
    private readonly SharedInputs _material;
    private readonly IReadOnlyList<TrainingPhase> _phases;
    private readonly Action<TrainingEvent> _events;

    private PhaseSequence(RunDirectory run, FineTuneOptions options, SharedInputs material, DataSplit split, Objective objective,
        IReadOnlyList<TrainingPhase> phases, Action<TrainingEvent> events)
    {
        (_run, _material, _events) = (run, material, events);
        var dataset = material.Dataset;
        events(new DatasetLoaded(split.Train.Length, split.Validation.Length, [.. dataset.Classes], [.. dataset.Skipped],
            [.. dataset.Warnings, .. material.Check.Warnings(split)]));
        _phases = phases;
        var model = ClassifierModel.Create(material.Backbone, dataset.Classes.Count, options.Seed, options.Head);
        _inputs = new TrainingContext(options, dataset, split, model, options.FeatureCacheDirectory ?? run.Files.Cache, objective);
        if (_inputs.Objective.Describe() is { Length: > 0 } balance)
            events(new RunMessage(balance));
    }

    /// <summary>Creates the folder of a run and begins it.</summary>
    /// <param name="options">Valid options; the backbone is the path of the file.</param>
    /// <param name="material">The pictures and the backbone they name.</param>
    /// <param name="events">Told what happens.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <param name="opening">What is said first, once there is a run that can be resumed; null for nothing.</param>
    /// <exception cref="RunException">The folder cannot be used.</exception>
    /// <param name="phases">The run's phases, where they are planned already.</param>
    public static FinishedRun Start(FineTuneOptions options, SharedInputs material, Action<TrainingEvent> events, CancellationToken cancellation,
        string? opening = null, IReadOnlyList<TrainingPhase>? phases = null)
    {
        var split = SplitOf(options, material.Dataset);
        // Before the folder is made: a loss that does not fit the task must leave nothing behind.
        var objective = Objective.Of(options, material.Dataset, split);
        var config = RunConfigMapping.ToConfig(options, material.Dataset, split, material.Backbone);
        using var run = RunDirectory.Create(options.Output, config, w => events(new RunMessage(w, IsWarning: true)));
        if (opening is not null)
            events(new RunMessage(opening));
        return new PhaseSequence(run, options, material, split, objective, phases ?? PhasePlanner.Plan(options, material.Backbone), events)
            .Execute(null, cancellation);
    }

    /// <summary>Goes on with a run from its last checkpoint.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="material">The pictures and the backbone it began with.</param>
    /// <param name="events">Told what happens.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="RunException">The images have changed since the run began, or its configuration is damaged.</exception>
    public static FinishedRun GoOn(RunDirectory run, SharedInputs material, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        if (material.Dataset.Fingerprint() != run.Config.Dataset.Fingerprint)
            throw new RunException($"The images in '{material.Dataset.Root}' have changed since the run began. Put them back, or start a new run.");
        var checkpoint = run.Checkpoints.LoadLatest();
        events(new RunMessage(checkpoint is null ? "The run has no checkpoint yet and begins anew." : $"Going on from {Path.GetFileName(checkpoint.Path)}."));
        var options = RunConfigMapping.ToOptions(run.Config, run.Root);
        var split = SplitOf(options, material.Dataset);
        var objective = Objective.Of(options, material.Dataset, split);
        return new PhaseSequence(run, options, material, split, objective, PhasePlanner.Plan(options, material.Backbone), events)
            .Execute(checkpoint, cancellation);
    }

    /// <summary>The parts of a run's images.</summary>
    /// <exception cref="DatasetException">The images do not allow any.</exception>
    public static DataSplit SplitOf(FineTuneOptions options, ImageDataset dataset) =>
        options.Fold?.Split(dataset, options.Validation, options.Seed) ?? dataset.Split(options.Validation, options.Seed);

    /// <exception cref="RunException">The backbone is not the one the run began with.</exception>
    public static void CheckBackbone(RunDirectory run, Backbone backbone)
    {
        if (backbone.Spec.Sha256 != run.Config.Backbone.Sha256)
            throw new RunException($"The backbone '{run.Config.Backbone.Path}' is not the file the run began with (SHA-256 differs). "
                + $"Put the old file back, or start a new run.");
    }

    private FinishedRun Execute(Checkpoint? checkpoint, CancellationToken cancellation)
    {
        var (model, classes) = (_inputs.Model, _inputs.Dataset.Classes.Count);
        var trainable = model.CountTrainable(_phases[^1].Plan, classes);
        var recorder = new RunRecorder(_run);
        var state = checkpoint is null ? new TrainingState() : RunRecorder.StateOf(checkpoint);
        _run.TruncateAfter(state.EarlierEpochs + state.Epoch);
        _events(new RunStarted(_run.Root, _run.Config.Created));
        float[] logits = [], heldOut = [];
        while (state.Phase < _phases.Count)
        {
            var phase = _phases[state.Phase];
            _events(new PhaseStarted(phase.Name, state.Phase, _phases.Count, phase.Settings.Epochs, state.Epoch,
                model.CountTrainable(phase.Plan, classes), model.CountTotal(classes),
                phase.Plan.HasPrefix ? phase.Plan.CutValue : "", FeaturePlan.Of(phase, _inputs.Split) is { ServesTraining: true }));
            var clock = Stopwatch.StartNew();
            using var data = PhaseData.Create(phase, _inputs, _material.Images, _events, cancellation);
            using var runner = new PhaseRunner(phase, _inputs, data, recorder, _events);
            if (checkpoint is not null)
                foreach (var (name, values) in runner.Tensors())
                    values.CopyFrom(checkpoint.Values(name, values.Length));
            checkpoint = null;
            state = runner.Run(state with { Seconds = state.Seconds + clock.Elapsed.TotalSeconds }, cancellation);
            if (state.Phase == _phases.Count - 1)
            {
                ReportInputs.Write(_run, phase, _inputs, _material.Images, logits = runner.ValidationLogits());
                if (_inputs.Options.Fold is not null)
                    heldOut = runner.Logits(_inputs.Split.Test);
            }
            state = state.NextPhase();
        }
        return new(ResultWriter.Write(_run, _inputs, _material.Images, _phases, state, TuningFit.Of(_inputs, logits), heldOut, _events), state, trainable);
    }
}

/// <summary>What became of a run.</summary>
/// <param name="Result">What it came to.</param>
/// <param name="State">Where it ended.</param>
/// <param name="TrainableParameters">Numbers that train in its last phase, head included.</param>
internal sealed record FinishedRun(FineTuneResult Result, TrainingState State, long TrainableParameters);
