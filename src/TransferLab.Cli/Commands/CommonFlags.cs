using TransferLab.Classifiers.Evaluation;
using TransferLab.Runtime;

namespace TransferLab.Cli.Commands;

/// <summary>Arguments and options that several commands share, so that they are called and explained alike.</summary>
internal static class CommonFlags
{
    public static Argument<string> Package() => Flags.Path("PACKAGE", "Folder of a classifier package, or of a finished run.");

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object on stdout and nothing else." };

    public static Option<bool> Strict() => new("--strict") { Description = "An unreadable image is an error instead of being skipped." };

    public static Option<bool> TestTimeAugmentation() => new("--tta")
    {
        Description = "Average the probabilities of several views of each picture: as always, closer, wider where edges are cut off, each also mirrored. "
            + "Four to six times the work.",
    };

    public static Option<int?> Threads() => Flags.Number<int>("--threads", "Threads; 0 for all cores.", 0);

    /// <summary>The number of threads given.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public static int ReadThreads(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is { } threads and >= 0 and <= 1024
        ? threads
        : throw new UsageException($"--threads {parsed.GetValue(option)} is out of range: 0 (all cores) to 1024.");

    /// <summary>Refuses whatever is given beside <c>--resume</c>: an option that would be ignored is a
    /// misunderstanding, better cleared up before hours of training than after.</summary>
    public static void RefuseBesideResume(ParseResult parsed, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            var given = symbol switch
            {
                Option o => parsed.GetResult(o) is { Implicit: false },
                Argument a => parsed.GetResult(a) is { Implicit: false, Tokens.Count: > 0 },
                _ => false,
            };
            if (given)
                throw new UsageException($"--resume takes no {symbol.Name}: a resumed run keeps what it was started with. Start a new run to change it.");
        }
    }
}

/// <summary>The options of bootstrap intervals.</summary>
internal sealed class BootstrapFlags
{
    private static readonly BootstrapOptions s_standard = new();

    private readonly Option<int?> _resamples =
        Flags.Number<int>("--bootstrap", "Resamples for the intervals of the scores; 0 for no intervals.", s_standard.Resamples);
    private readonly Option<double?> _confidence = Flags.Number<double>("--confidence", "Confidence of the intervals.", s_standard.Confidence);
    private readonly Option<ulong?> _seed = Flags.Number<ulong>("--bootstrap-seed", "Seed of the resamples.", s_standard.Seed);

    /// <summary>All options, in the order of the help text.</summary>
    public IEnumerable<Option> All => [_resamples, _confidence, _seed];

    /// <summary>What was given.</summary>
    public BootstrapOptions Read(ParseResult parsed) => new()
    {
        Resamples = parsed.GetValue(_resamples)!.Value,
        Confidence = parsed.GetValue(_confidence)!.Value,
        Seed = parsed.GetValue(_seed)!.Value,
    };
}

/// <summary>The folders of labelled pictures that commands take.</summary>
internal static class DataFlags
{
    /// <summary>The folders of pictures; one at least where there is no <c>--resume</c>.</summary>
    public static Argument<string[]> Images(
        string description = "Folder with a sub-folder of pictures per label, or with a labels.csv or labels.jsonl; several are read as one.")
    {
        var images = Flags.NotEmpty(new Argument<string[]>("IMAGES") { Description = description, Arity = ArgumentArity.ZeroOrMore });
        // An argument that takes any number of words also takes options that are misspelt.
        images.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-') && !Directory.Exists(t.Value)))
                result.AddError($"Unrecognized option '{token.Value}'.");
        });
        return images;
    }
}

/// <summary>Where the network runs, for every command that runs one.</summary>
internal sealed class DeviceFlags
{
    private readonly Option<string?> _device = Flags.Word("--device", "cpu|cuda[:N]|auto",
        "Where the network runs; cuda needs a build with -p:Accelerator=cuda, NVIDIA's driver, CUDA 13 and cuDNN 9. "
        + "auto is cuda where it can be used, else the cpu [default: cpu].");
    private readonly Option<string?> _library = Flags.Path("--provider-library", "FILE",
        "A plug-in execution provider of ONNX Runtime; --device then names one of its providers, NAME or NAME:N, by default the first.");

    public IEnumerable<Option> All => [_device, _library];

    /// <summary>The device that is asked for; null where none is.</summary>
    /// <exception cref="UsageException">What is given is no device.</exception>
    public ComputeDevice? Read(ParseResult parsed) => Read(parsed.GetValue(_device), parsed.GetValue(_library));

    /// <summary>The device that is really used; a line says where <c>auto</c> is the cpu, and why.</summary>
    /// <exception cref="UsageException">What is given is no device.</exception>
    /// <exception cref="DeviceException">It cannot be used here.</exception>
    public ComputeDevice Resolve(ParseResult parsed)
    {
        var device = (Read(parsed) ?? ComputeDevice.Cpu).Resolve(out var fallBack);
        if (fallBack is not null)
            parsed.InvocationConfiguration.Error.WriteLine($"The device auto is the cpu here: {fallBack}");
        return device;
    }

    private static ComputeDevice? Read(string? device, string? library)
    {
        if (device is null && library is null)
            return null;
        try
        {
            var parsed = ComputeDevice.Parse(device ?? "auto", library);
            return library is null || parsed.Name != "cpu" ? parsed
                : throw new UsageException("--provider-library brings a device, which --device cpu does not use: leave one of them out.");
        }
        catch (FormatException e)
        {
            throw new UsageException($"--device: {e.Message}");
        }
    }
}
