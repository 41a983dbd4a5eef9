using System.CommandLine;
using System.Text.Json;
using TransferLab.Cli.Output;
using TransferLab.Pretraining;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab pretrain</c>: trains a small backbone from random weights on pictures made from formulas, or resumes such a run.</summary>
internal static class PretrainCommand
{
    private static readonly PretrainOptions s_standard = new() { Output = "" };

    public static Command Create()
    {
        var folder = Flags.Path("--output", "DIR", "Folder of the run; must be new or empty.", "-o");
        var start = Flags.Path("--start", "FILE", "Backbone of an earlier pretraining to start from; without it weights start at random.");
        var epochs = Flags.Number<int>("--epochs", "Passes; each has new pictures.", s_standard.Epochs);
        var categories = Flags.Number<int>("--categories", "Categories of pictures.", s_standard.Categories);
        var images = Flags.Number<int>("--images-per-category", "Pictures of each category in an epoch.", s_standard.ImagesPerCategory);
        var size = Flags.Number<int>("--size", "Height and width of pictures and network in pixels, a multiple of 32.", s_standard.Network.Size);
        var batch = Flags.Number<int>("--batch-size", "Pictures per step.", s_standard.BatchSize);
        var rate = Flags.Number<double>("--learning-rate", "Peak learning rate.", s_standard.LearningRate);
        var decay = Flags.Number<double>("--weight-decay", "Decoupled weight decay of kernels and matrices.", s_standard.WeightDecay);
        var smoothing = Flags.Number<double>("--label-smoothing", "Label smoothing, 0 to below 1.", s_standard.LabelSmoothing);
        var seed = Flags.Number<ulong>("--seed", "Seed of everything random.", s_standard.Seed);
        var threads = Flags.Number<int>("--threads", "Threads; 0 for all cores.", s_standard.Threads);
        var resume = Flags.Path("--resume", "DIR", "Go on with an interrupted run: its folder. Everything else comes from the run.");
        var json = CommonFlags.Json();
        Option[] settings = [folder, start, epochs, categories, images, size, batch, rate, decay, smoothing, seed, threads];
        var command = new Command("pretrain", "Trains a small backbone from random weights on pictures made from formulas: no photograph, no download.");
        foreach (var option in settings)
            command.Options.Add(option);
        command.Options.Add(resume);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var run = parsed.GetValue(resume);
            if (run is not null)
                CommonFlags.RefuseBesideResume(parsed, settings);
            var options = run is not null ? null : new PretrainOptions
            {
                Output = parsed.GetValue(folder) ?? throw new UsageException("--output is missing: name a folder for the run."),
                Start = parsed.GetValue(start),
                Network = new ResidualNetwork { Size = parsed.GetValue(size)!.Value },
                Epochs = parsed.GetValue(epochs)!.Value,
                Categories = parsed.GetValue(categories)!.Value,
                ImagesPerCategory = parsed.GetValue(images)!.Value,
                BatchSize = parsed.GetValue(batch)!.Value,
                LearningRate = parsed.GetValue(rate)!.Value,
                WeightDecay = parsed.GetValue(decay)!.Value,
                LabelSmoothing = parsed.GetValue(smoothing)!.Value,
                Seed = parsed.GetValue(seed)!.Value,
                Threads = parsed.GetValue(threads)!.Value,
            };
            var result = ResumableRun.Execute("pretrain", run ?? options!.Output, error,
                events => options is null ? Pretrainer.Resume(run!, events, cancellation) : Pretrainer.Train(options, events, cancellation), cancellation);
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(PretrainResultJson.Of(result), CliJson.Default.PretrainResultJson));
            else
                PretrainSummary.Write(output, result);
            return ExitCodes.Success;
        }, CancellationToken.None));
        return command;
    }
}
