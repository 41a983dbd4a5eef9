using System.CommandLine.Parsing;
using TransferLab.Runtime;
using TransferLab.Settings;

namespace TransferLab.Cli.Commands;

/// <summary>The options of <c>train</c> that describe a new run; a resumed one has them in its config.json.</summary>
internal sealed class TrainFlags
{
    private const string Freeze = "freeze";
    private const string FeatureCache = "feature-cache";

    private readonly Option<string?> _backbone =
        Flags.Path("--backbone", "NAME|FILE",
            "A backbone of the catalogue ('transferlab backbones list') or a pretrained ONNX file; default: the catalogue's default.");

    private readonly Option<string?> _output = Flags.Path("--output", "DIR", "Folder of the run; must be new or empty.", "-o");
    private readonly SettingFlags<FineTuneOptions> _settings = new(TrainingSettings.All.Where(s => s.IsAsked), TrainingSettings.Standard, FeatureCache);
    private readonly DeviceFlags _device = new();

    /// <summary>All options, in the order of the help text.</summary>
    public IEnumerable<Option> All => [_settings[Freeze], .. Common];

    /// <summary>Those that runs of a comparison have in common: all but the strategy.</summary>
    public IEnumerable<Option> Common =>
        [_backbone, _output,
            .. _settings.All.Where(o => o != _settings[Freeze]).SelectMany(o => o == _settings["threads"] ? (Option[])[o, .. _device.All] : [o])];

    /// <summary>The words typed that say which pictures are meant and which backbone, for a command to try next.</summary>
    public IEnumerable<string> SubjectWords(ParseResult parsed) =>
        ((Option[])[_backbone, .. BackboneSettings.All.Select(s => _settings[s.Name]),
            _settings["validation"], .. DatasetSettings.All.Select(s => _settings[s.Name])])
            .Select(parsed.GetResult).OfType<OptionResult>().Where(r => !r.Implicit).SelectMany(r => r.Tokens.Select(t => t.Value).Prepend(r.Option.Name));

    /// <summary>Puts the options of a new run together; <see cref="FineTuneOptions.Validate"/> checks their ranges.</summary>
    /// <exception cref="UsageException">Something that has no default is missing.</exception>
    public FineTuneOptions Read(ParseResult parsed, string[]? images)
    {
        var (views, asked) = (_settings.Text(parsed, "views"), Augmentation(parsed).Views);
        if (views is not null && asked is not null && views != $"{asked}")
            throw new UsageException($"--augment asks for {asked} views and --views for {views}: leave one of them out.");
        return _settings.Read(parsed, new FineTuneOptions
        {
            Images = images is [var first, ..] ? first
                : throw new UsageException(
                    $"IMAGES is missing: name the folder of pictures, as in transferlab {parsed.CommandResult.Command.Name} IMAGES --output DIR."),
            DatasetOptions = new() { FurtherRoots = [.. images.Skip(1)] },
            Backbone = parsed.GetValue(_backbone) ?? BackboneCatalog.Load().Default?.Name
                ?? throw new UsageException(
                    "--backbone is missing, and the catalogue has no default: name one of 'transferlab backbones list', or a pretrained ONNX file."),
            Output = parsed.GetValue(_output) ?? throw new UsageException("--output is missing: name a folder for the run, e.g. --output runs/first."),
            Device = ReadDevice(parsed) ?? ComputeDevice.Cpu,
            FeatureCacheDirectory = FeatureCacheFolder.Standard(),
        });
    }

    /// <summary>Those that a resumed run may be given anew.</summary>
    public IEnumerable<Option> Resumable => _device.All;

    /// <summary>The device that is asked for; null where none is.</summary>
    /// <exception cref="UsageException">What is given is no device.</exception>
    public ComputeDevice? ReadDevice(ParseResult parsed) => _device.Read(parsed);

    /// <summary>Folder of the run; null where it is not given.</summary>
    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>Whether the number of views is the user's choice.</summary>
    public bool IsViewsGiven(ParseResult parsed) => _settings.Text(parsed, "views") is not null || Augmentation(parsed).Views is not null;

    private (Pictures.AugmentationLevel Level, Pictures.AugmentationPolicy? Policy, int? Views) Augmentation(ParseResult parsed) =>
        _settings.Text(parsed, "augment") is { } text ? AugmentationText.Parse(text) : default;
}

/// <summary>Where features are cached between runs.</summary>
internal static class FeatureCacheFolder
{
    /// <summary>The folder where none is named; null keeps features in the run's own folder.</summary>
    public static string? Standard()
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        // A service account may have no home; its runs then keep their features to themselves.
        return Path.IsPathRooted(root) ? Path.Combine(root, "transferlab", "features") : null;
    }
}
