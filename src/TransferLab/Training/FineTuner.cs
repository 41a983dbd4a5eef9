using System.Diagnostics;
using System.Text.Json;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Classification;
using TransferLab.Data;
using TransferLab.Images;
using TransferLab.Imaging;
using TransferLab.Pretraining;
using TransferLab.Reports;
using TransferLab.Runs;
using TransferLab.Training.Events;

namespace TransferLab.Training;

/// <summary>
/// Fine-tunes a pretrained backbone on a folder of pictures: reads and splits the folder, trains the phases of the freeze strategy, and writes a classifier
/// package. A run that is stopped or killed goes on with <see cref="Resume"/> and ends with the same weights, bit for bit, as one that was not.
/// </summary>
public static class FineTuner
{
    // Decoded pictures kept in memory; beyond it they are decoded again each epoch.
    private const long ImageMemory = 2L << 30;

    /// <summary>Starts a run and sees it through.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="events">Told what happens, on the calling thread or a worker's; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetException">The folder cannot be trained on.</exception>
    /// <exception cref="BackboneException">The backbone is not on this machine, or cannot serve as one.</exception>
    /// <exception cref="TrainingException">Training diverged, or no gradient can reach what should train.</exception>
    /// <exception cref="RunException">The output folder cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Stopped; resume it later.</exception>
    public static FineTuneResult Train(FineTuneOptions options, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        events ??= static _ => { };
        options.Validate();
        RunDirectory.CheckCreatable(options.Output);
        options = options with { Backbone = BackboneCatalog.Load().Resolve(options.Backbone) };
        var backbone = Backbone.Load(options.Backbone, options.BackboneOptions);
        var phases = PhasePlanner.Plan(options, backbone);
        GradientCheck.EnsurePossible(backbone, phases);
        var (dataset, split) = LoadImages(options, events, cancellation);
        var config = RunConfigMapping.ToConfig(options, dataset, split, backbone);
        using var run = RunDirectory.Create(options.Output, config, w => events(new RunMessage(w, IsWarning: true)));
        return Execute(run, options, backbone, phases, dataset, split, null, events, cancellation);
    }

    /// <summary>Goes on with a run that was stopped or killed, from its last checkpoint.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="RunException">The folder holds no run that can be resumed, or backbone or images have changed since it began.</exception>
    public static FineTuneResult Resume(string directory, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        events ??= static _ => { };
        using var run = RunDirectory.Open(directory, w => events(new RunMessage(w, IsWarning: true)));
        if (PretrainConfigMapping.IsPretraining(run.Config))
            throw new RunException($"'{run.Root}' is a pretraining; go on with: transferlab pretrain --resume {run.Root}");
        var options = RunConfigMapping.ToOptions(run.Config, run.Root);
        var backbone = Backbone.Load(options.Backbone, options.BackboneOptions);
        if (backbone.Spec.Sha256 != run.Config.Backbone.Sha256)
            throw new RunException($"The backbone '{options.Backbone}' is not the file the run began with (SHA-256 differs). Put the old file back, or start a new run.");
        var phases = PhasePlanner.Plan(options, backbone);
        var (dataset, split) = LoadImages(options, events, cancellation);
        if (dataset.Fingerprint() != run.Config.Dataset.Fingerprint)
            throw new RunException($"The images in '{dataset.Root}' have changed since the run began. Put them back, or start a new run.");
        var checkpoint = run.Checkpoints.LoadLatest();
        events(new RunMessage(checkpoint is null ? "The run has no checkpoint yet and begins anew." : $"Going on from {Path.GetFileName(checkpoint.Path)}."));
        return Execute(run, options, backbone, phases, dataset, split, checkpoint, events, cancellation);
    }

    private static FineTuneResult Execute(RunDirectory run, FineTuneOptions options, Backbone backbone, IReadOnlyList<TrainingPhase> phases, ImageDataset dataset, DataSplit split,
        Checkpoint? checkpoint, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        var model = ClassifierModel.Create(backbone, dataset.Classes.Count, options.Seed);
        var inputs = new RunInputs(options, dataset, split, model, FeatureCacheFolder(options, run));
        var recorder = new RunRecorder(run);
        var state = checkpoint is null ? new TrainingState() : RunRecorder.StateOf(checkpoint);
        run.Metrics.TruncateAfter(state.EarlierEpochs + state.Epoch);
        using var images = new ImageStore([.. dataset.Samples.Select(s => s.Path)], backbone.Spec.Geometry, ImageMemory);
        while (state.Phase < phases.Count)
        {
            var phase = phases[state.Phase];
            events(new PhaseStarted(phase.Name, state.Phase, phases.Count, phase.Settings.Epochs, state.Epoch,
                model.CountTrainable(phase.Plan, dataset.Classes.Count), model.CountTotal(dataset.Classes.Count), phase.Plan.HasPrefix ? phase.Plan.CutValue : "", PhaseData.UsesCache(phase, inputs) && !phase.Augment));
            var clock = Stopwatch.StartNew();
            using var data = PhaseData.Create(phase, inputs, images, events, cancellation);
            using var runner = new PhaseRunner(phase, inputs, data, recorder, events);
            if (checkpoint is not null)
                foreach (var (name, values) in runner.Tensors())
                    checkpoint.CopyTo(name, values());
            checkpoint = null;
            state = runner.Run(state with { Seconds = state.Seconds + clock.Elapsed.TotalSeconds }, cancellation);
            if (state.Phase == phases.Count - 1)
                RunEvidence.Write(run, phase, inputs, images, runner.ValidationLogits());
            state = state.NextPhase();
        }
        return Finish(run, inputs, phases, state, events);
    }

    private static FineTuneResult Finish(RunDirectory run, RunInputs inputs, IReadOnlyList<TrainingPhase> phases, TrainingState state, Action<TrainingEvent> events)
    {
        var (dataset, model) = (inputs.Dataset, inputs.Model);
        var scores = new ValidationScores(state.Best.Accuracy, state.Best.MacroF1, state.Best.Loss);
        var proof = FreezeProof.Of(model.Backbone.Model.Graph, model.Forward.Graph, FreezeProof.FrozenThroughout(phases.Select(p => p.Plan)));
        PackageExport.Write(run.ClassifierPath, inputs, scores);
        var test = inputs.Split.Test.IsEmpty ? null : ScoreTest(run.ClassifierPath, inputs);
        var result = new FineTuneResult
        {
            Run = run.Root,
            Package = run.ClassifierPath,
            Task = dataset.Task,
            Labels = [.. dataset.Classes],
            TrainImages = inputs.Split.Train.Length,
            ValidationImages = inputs.Split.Validation.Length,
            Skipped = [.. dataset.Skipped],
            TrainableParameters = model.CountTrainable(phases[^1].Plan, dataset.Classes.Count),
            TotalParameters = model.CountTotal(dataset.Classes.Count),
            Epochs = state.EarlierEpochs,
            Validation = scores,
            TestImages = inputs.Split.Test.Length,
            Test = test,
            Seconds = state.Seconds,
            TrainImagesPerSecond = state.TrainSeconds > 0 ? state.TrainedImages / state.TrainSeconds : 0,
            Frozen = proof,
        };
        AtomicFile.WriteText(Path.Combine(run.Root, "result.json"), JsonSerializer.Serialize(result, TrainingJson.Default.FineTuneResult) + "\n");
        DropCache(run);
        RunReports.Write(run.Root, w => events(new RunMessage(w, IsWarning: true)));
        events(new RunMessage($"The classifier is in {run.ClassifierPath}."));
        return result;
    }

    // From the package and from the files, as a user's own pictures would be.
    private static ValidationScores ScoreTest(string package, RunInputs inputs)
    {
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1 });
        var result = PackageEvaluator.Evaluate(classifier, inputs.Dataset.Only(inputs.Split.Test), threads: inputs.Options.Threads);
        return result.SingleLabel is { } single ? new(single.Accuracy, single.MacroF1, single.Loss)
            : new(result.MultiLabel!.MeanAveragePrecision, result.MultiLabel.MacroF1, result.MultiLabel.Loss) { SubsetAccuracy = result.MultiLabel.SubsetAccuracy };
    }

    // A finished run needs its activations no more, and they may be larger than everything else in it.
    private static void DropCache(RunDirectory run)
    {
        try
        {
            if (Directory.Exists(run.CachePath))
                Directory.Delete(run.CachePath, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It only takes up room; the run is done and well.
        }
    }

    private static (ImageDataset Dataset, DataSplit Split) LoadImages(FineTuneOptions options, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        var dataset = ReadabilityCheck.Run(ImageDataset.FromFolder(options.Images, options.DatasetOptions), Probe, options.Strict, options.Threads, cancellation);
        var split = dataset.Split(options.Validation, options.Seed);
        events(new DatasetLoaded(split.Train.Length, split.Validation.Length, [.. dataset.Classes], [.. dataset.Skipped], [.. dataset.Warnings]));
        return (dataset, split);
    }

    // Decoding it all now costs a few milliseconds an image and means that no run dies of a broken file in its tenth epoch.
    private static string? Probe(string path)
    {
        try
        {
            ImageDecoder.Load(path).Dispose();
            return null;
        }
        catch (ImageDecodeException e)
        {
            return e.Message;
        }
    }

    private static string FeatureCacheFolder(FineTuneOptions options, RunDirectory run) => options.FeatureCacheDirectory ?? run.CachePath;
}
