using System.CommandLine;
using System.Text.Json;
using TransferLab.Cli.Output;
using TransferLab.Cli.Progress;
using TransferLab.Freezing;
using TransferLab.Optimizers;
using TransferLab.Packaging;
using TransferLab.Training;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab train</c>: fine-tunes a backbone on a folder of pictures, or resumes a run.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var images = new Argument<string?>("IMAGES") { Description = "Folder with a sub-folder of pictures per label, or with a labels.csv.", Arity = ArgumentArity.ZeroOrOne };
        var backbone = new Option<string?>("--backbone") { Description = "The pretrained ONNX file." };
        var freeze = new Option<string>("--freeze") { Description = "What trains: linear-probe, partial:N, until:VALUE, full or lp-ft.", DefaultValueFactory = _ => "linear-probe" };
        var batchNorm = new Option<string>("--batch-norm") { Description = "Batch-normalisation in the part that trains: frozen (nothing moves) or affine (scale and shift).", DefaultValueFactory = _ => "affine" };
        var epochs = new Option<int?>("--epochs") { Description = $"Passes over the training images (default {PhaseDefaults.LinearProbe.Epochs} for a linear probe, {PhaseDefaults.FineTune.Epochs} otherwise)." };
        var batchSize = new Option<int>("--batch-size") { Description = "Images per step.", DefaultValueFactory = _ => 16 };
        var learningRate = new Option<double?>("--learning-rate") { Description = $"Peak learning rate (default {PhaseDefaults.LinearProbe.LearningRate} for a linear probe, {PhaseDefaults.FineTune.LearningRate} otherwise)." };
        var optimizer = new Option<string>("--optimizer") { Description = $"One of {string.Join(", ", OptimizerCatalog.All.Select(o => o.Name))}.", DefaultValueFactory = _ => "adamw" };
        var weightDecay = new Option<float?>("--weight-decay") { Description = "Weight decay of kernels and matrices; biases and normalisation are left alone." };
        var l1 = new Option<float>("--l1") { Description = "L1 penalty on kernels and matrices." };
        var schedule = new Option<string?>("--schedule") { Description = "Learning rate over time: constant or one-cycle (default)." };
        var clip = new Option<double>("--clip-norm") { Description = "Largest global gradient norm; 0 is off." };
        var smoothing = new Option<double>("--label-smoothing") { Description = "Label smoothing, 0 to below 1." };
        var validation = new Option<double>("--validation") { Description = "Share of the images held out for validation.", DefaultValueFactory = _ => 0.2 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
        var augment = new Option<string>("--augment") { Description = "Variation of training images: auto, none or light (random-resized crop and flip).", DefaultValueFactory = _ => "auto" };
        var patience = new Option<int?>("--patience") { Description = "Epochs without improvement before training stops; 0 for never. The best weights are kept either way." };
        var output = new Option<string?>("--output", "-o") { Description = "Folder of the run; must be new or empty." };
        var resume = new Option<string?>("--resume") { Description = "Go on with an interrupted run: its folder. All other options come from the run." };
        var strict = new Option<bool>("--strict") { Description = "An unreadable image is an error instead of being skipped." };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 for all cores." };
        var cache = new Option<string?>("--feature-cache") { Description = "Folder of cached features (default: in the user's cache folder; 'none' keeps them in the run)." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on stdout and nothing else." };
        var flags = new BackboneFlags();
        var command = new Command("train", "Fine-tunes a pretrained backbone on a folder of pictures.");
        command.Arguments.Add(images);
        foreach (Option option in (Option[])[backbone, freeze, batchNorm, epochs, batchSize, learningRate, optimizer, weightDecay, l1, schedule, clip, smoothing, validation, seed,
            augment, patience, output, resume, strict, threads, cache, json])
            command.Options.Add(option);
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var error = parsed.InvocationConfiguration.Error;
            using var progress = ProgressRenderer.Create(error);
            FineTuneResult result;
            if (parsed.GetValue(resume) is { } run)
            {
                if (parsed.GetValue(images) is not null)
                    throw new ArgumentException("--resume takes no IMAGES: the run knows its folder.");
                result = FineTuner.Resume(run, progress.Report, cancellation);
            }
            else
            {
                result = FineTuner.Train(Options(), progress.Report, cancellation);
            }
            progress.Dispose();
            if (parsed.GetValue(json))
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(ToJson(result), CliJson.Default.TrainResultJson));
            else
                TrainSummary.Write(parsed.InvocationConfiguration.Output, result);
            return ExitCodes.Success;

            FineTuneOptions Options() => new()
            {
                Images = parsed.GetValue(images) ?? throw new ArgumentException("Name the folder of pictures: transferlab train IMAGES --backbone FILE --output DIR."),
                Backbone = parsed.GetValue(backbone) ?? throw new ArgumentException("--backbone is missing: name a pretrained ONNX file."),
                BackboneOptions = flags.Read(parsed),
                Freeze = FreezePolicy.Parse(parsed.GetValue(freeze)!),
                BatchNorm = Parse<BatchNormMode>(parsed.GetValue(batchNorm)!, batchNorm),
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batchSize),
                LearningRate = parsed.GetValue(learningRate),
                Optimizer = new OptimizerOptions { Name = OptimizerCatalog.Find(parsed.GetValue(optimizer)!).Name, WeightDecay = parsed.GetValue(weightDecay), L1 = parsed.GetValue(l1) },
                Schedule = parsed.GetValue(schedule),
                ClipNorm = parsed.GetValue(clip),
                LabelSmoothing = parsed.GetValue(smoothing),
                Validation = parsed.GetValue(validation),
                Seed = parsed.GetValue(seed),
                Augmentation = Parse<AugmentationLevel>(parsed.GetValue(augment)!, augment),
                Patience = parsed.GetValue(patience),
                Output = parsed.GetValue(output) ?? throw new ArgumentException("--output is missing: name a folder for the run, e.g. --output runs/first."),
                Strict = parsed.GetValue(strict),
                Threads = parsed.GetValue(threads),
                FeatureCacheDirectory = FeatureCacheFolder.Resolve(parsed.GetValue(cache)),
            };
        }, CancellationToken.None));
        return command;
    }

    private static T Parse<T>(string text, Option option) where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && !int.TryParse(text, out _)
        ? value
        : throw new ArgumentException($"{option.Name} {text} is not known: {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}.");

    private static TrainResultJson ToJson(FineTuneResult r) => new(
        r.Run, r.Package, TaskNames.Of(r.Task), r.Labels, r.TrainImages, r.ValidationImages, [.. r.Skipped.Select(s => new SkippedImageJson(s.Path, s.Reason))],
        r.TrainableParameters, r.TotalParameters, r.Epochs, new ValidationJson(r.Validation.Accuracy, r.Validation.MacroF1, r.Validation.Loss), r.Seconds, r.TrainImagesPerSecond);
}
