using System.Security.Cryptography;
using TransferLab.Backbones;
using TransferLab.Batches;
using TransferLab.Data;
using TransferLab.Freezing;
using TransferLab.Onnx;
using TransferLab.Pretraining.Categories;
using TransferLab.Runs;
using TransferLab.Training;
using TransferLab.Training.Events;

namespace TransferLab.Pretraining;

/// <summary>
/// Trains a small network from random weights on pictures made from formulas, with the fine-tuner's own training step: everything trains, batch normalisation in mode
/// <see cref="BatchNormMode.Train"/>. What comes out is a backbone to fine-tune, made without a single photograph. A run that is stopped or killed goes on with
/// <see cref="Resume"/> and ends with the same weights, bit for bit.
/// </summary>
public static class Pretrainer
{
    /// <summary>Name of the backbone in the folder of the run.</summary>
    public const string BackboneFile = "backbone.onnx";

    private const string StartFile = "start.onnx";

    // Held-out pictures are of scenes that training never draws.
    private const long FirstValidationScene = 1L << 40;

    /// <summary>Starts a pretraining and sees it through.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="RunException">The output folder cannot be used.</exception>
    /// <exception cref="TrainingException">Training diverged.</exception>
    /// <exception cref="OperationCanceledException">Stopped; resume it later.</exception>
    public static PretrainResult Train(PretrainOptions options, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        events ??= static _ => { };
        RunDirectory.CheckCreatable(options.Output);
        var start = StartOf(options);
        using var run = RunDirectory.Create(options.Output, PretrainConfigMapping.ToConfig(options, Path.GetFullPath(Path.Combine(options.Output, StartFile)), start), w => events(new RunMessage(w, IsWarning: true)));
        AtomicFile.Write(Path.Combine(run.Root, StartFile), stream => stream.Write(start));
        return Execute(run, options, null, events, cancellation);
    }

    /// <summary>Goes on with a pretraining that was stopped or killed, from its last checkpoint.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="RunException">The folder holds no pretraining that can be resumed.</exception>
    public static PretrainResult Resume(string directory, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        events ??= static _ => { };
        using var run = RunDirectory.Open(directory, w => events(new RunMessage(w, IsWarning: true)));
        var options = PretrainConfigMapping.ToOptions(run.Config, run.Root);
        // A run killed before its starting weights were written gets them again.
        var path = Path.Combine(run.Root, StartFile);
        if (!File.Exists(path))
            AtomicFile.Write(path, stream => stream.Write(StartOf(options)));
        var checkpoint = run.Checkpoints.LoadLatest();
        events(new RunMessage(checkpoint is null ? "The run has no checkpoint yet and begins anew." : $"Going on from {Path.GetFileName(checkpoint.Path)}."));
        return Execute(run, options, checkpoint, events, cancellation);
    }

    private static PretrainResult Execute(RunDirectory run, PretrainOptions options, Checkpoint? checkpoint, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        var path = Path.Combine(run.Root, StartFile);
        var backbone = Backbone.Load(path, new BackboneOptions { Normalization = "tf" });
        if (backbone.Spec.Sha256 != run.Config.Backbone.Sha256)
            throw new RunException($"The starting weights '{path}' are not those the run began with (SHA-256 differs). Delete the file and resume: it is made anew.");
        var pictures = new FormulaImages(options.Seed, options.Categories, options.Network.Size);
        var (train, validation) = (options.Categories * options.ImagesPerCategory, options.Categories * options.ValidationPerCategory);
        var dataset = Dataset(pictures, train + validation);
        var split = new DataSplit([.. Enumerable.Range(0, train)], [.. Enumerable.Range(train, validation)], [], IsGiven: true);
        var model = ClassifierModel.Create(backbone, pictures.Labels, options.Seed);
        var tuning = PretrainConfigMapping.ToTuning(options, path);
        var inputs = new RunInputs(tuning, dataset, split, model, run.CachePath);
        var settings = new PhaseDefaults { Epochs = options.Epochs, LearningRate = options.LearningRate, Schedule = "one-cycle", Patience = 0, WeightDecay = options.WeightDecay };
        var phase = new TrainingPhase("pretraining", FreezePlan.Of(backbone, tuning.Freeze, tuning.BatchNorm), settings, HeadRateScale: 1, Augment: true, Views: 0);
        var state = checkpoint is null ? new TrainingState() : RunRecorder.StateOf(checkpoint);
        run.TruncateAfter(state.EarlierEpochs + state.Epoch);
        events(new PhaseStarted(phase.Name, 0, 1, options.Epochs, state.Epoch, model.CountTrainable(phase.Plan, pictures.Labels), model.CountTotal(pictures.Labels), "", CachedFeatures: false));

        // A sample is a scene; every epoch sees another picture of it.
        using var data = PhaseData.OfImages(model.Forward, Batches((sample, epoch, pixels) => pictures.Render(Category(sample), SceneNumber(sample), epoch, pixels)),
            Batches((sample, _, pixels) => pictures.Render(Category(sample), SceneNumber(sample), 0, pixels)));
        using (var runner = new PhaseRunner(phase, inputs, data, new RunRecorder(run, w => events(new RunMessage(w, IsWarning: true))), events))
        {
            if (checkpoint is not null)
                foreach (var (name, values) in runner.Tensors())
                    values.CopyFrom(checkpoint.Values(name, values.Length));
            state = runner.Run(state, cancellation).NextPhase();
        }
        return Finish(run, options, backbone, model, state, events);

        int Category(int sample) => sample % options.Categories;

        long SceneNumber(int sample) => sample < train ? sample / options.Categories : FirstValidationScene + ((sample - train) / options.Categories);

        PixelBatches Batches(Action<int, int, Span<byte>> fill) => new(fill, (sample, target) => pictures.FillTargets(Category(sample), SceneNumber(sample), target), options.BatchSize,
            [options.Network.Size, options.Network.Size, 3], pictures.Labels, options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
    }

    // The labels are told from the last convolution alone, which has to carry all that they name; stages are pooled beside it when the backbone is written.
    private static ResidualNetwork Trained(PretrainOptions options) => options.Network with { PooledStages = 0 };

    // The network is written anew, so that the size of its pictures is the one asked for; only the weights come from the file.
    private static byte[] StartOf(PretrainOptions options)
    {
        var network = Trained(options).Create(options.Seed);
        if (options.Start is { } path)
        {
            var earlier = OnnxModel.Load(path).Graph.Initializers;
            foreach (var (name, tensor) in network.Graph.Initializers.ToArray())
                network.Graph.Initializers[name] = earlier.TryGetValue(name, out var weights) && weights.Type == tensor.Type && weights.Dims.SequenceEqual(tensor.Dims)
                    ? weights : throw new BackboneException($"'{path}' cannot be the start: it has no tensor '{name}' of shape [{string.Join(',', tensor.Dims.ToArray())}]. Name the {BackboneFile} of an earlier pretraining of the same network.");
        }
        return network.ToBytes();
    }

    private static PretrainResult Finish(RunDirectory run, PretrainOptions options, Backbone backbone, ClassifierModel model, TrainingState state, Action<TrainingEvent> events)
    {
        var trained = options.Network.Create(options.Seed);
        foreach (var name in trained.Graph.Initializers.Keys.ToArray())
            trained.Graph.Initializers[name] = model.Forward.Graph.Initializers[name];
        var bytes = trained.ToBytes();
        var path = Path.Combine(run.Root, BackboneFile);
        AtomicFile.Write(path, stream => stream.Write(bytes));
        events(new RunMessage($"The backbone is in {path}."));
        return new(run.Root, path, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.LongLength, backbone.Parameters.Sum(p => p.Count), options.Categories,
            state.TrainedImages, state.EarlierEpochs, new ValidationScores(state.Best.Accuracy, state.Best.MacroF1, state.Best.Loss), state.Seconds);
    }

    private static ImageDataset Dataset(FormulaImages pictures, int count) => new("formula", DatasetFormat.ClassFolders, LearningTask.SingleLabel,
        new ClassMap(Enumerable.Range(0, pictures.Labels).Select(pictures.LabelName)),
        [.. Enumerable.Range(0, count).Select(i => new ImageSample($"formula-{i}", $"formula-{i}", [i % pictures.Count]))], [], []);
}
