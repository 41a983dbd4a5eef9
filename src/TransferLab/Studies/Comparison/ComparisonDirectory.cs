using System.Text.Json.Serialization.Metadata;

namespace TransferLab.Studies.Comparison;

/// <summary>The folder of a comparison, and the only place that knows the paths in it. Several processes may work in it, each on its own runs.</summary>
internal sealed class ComparisonDirectory
{
    private const string ConfigName = "comparison-config.json";

    private ComparisonDirectory(string root, ComparisonConfig config)
    {
        Root = root;
        Config = config;
    }

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>What the comparison was started with.</summary>
    public ComparisonConfig Config { get; }

    /// <summary>Folder of features, where no other is named.</summary>
    public string CachePath => Path.Combine(Root, "cache");

    /// <summary>Whether a folder holds a comparison.</summary>
    public static bool IsComparison(string path) => File.Exists(Path.Combine(path, ConfigName));

    /// <summary>Folder of a run.</summary>
    public string RunPath(ComparisonCell cell) => Path.Combine(Root, "runs", cell.Name);

    /// <summary>Whether a comparison can be begun, or gone on with, at a path. Another process may be about to begin the same one there.</summary>
    /// <exception cref="RunException">It cannot; the message says why.</exception>
    public static void CheckUsable(string path)
    {
        if (IsComparison(path))
            return;
        try
        {
            RunDirectory.CheckCreatable(path);
        }
        catch (RunException) when (IsComparison(path))
        {
            // Begun between the two questions.
        }
    }

    /// <summary>Creates the folder of a comparison, or opens it where the same comparison has been begun.</summary>
    /// <exception cref="RunException">It holds something else, or a comparison with other settings.</exception>
    public static ComparisonDirectory CreateOrOpen(string path, ComparisonConfig config)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (IsComparison(root))
        {
            var there = Open(root);
            return Different(there.Config, config) is { } what
                ? throw new RunException($"'{root}' holds a comparison that was started with another {what}: resume it, or choose another "
                    + $"{new SettingName(nameof(FineTuneOptions.Output))}.")
                : there;
        }
        CheckUsable(root);
        if (IsComparison(root))
            return CreateOrOpen(root, config);
        FileWork.Do(() =>
        {
            Directory.CreateDirectory(root);
            AtomicFile.WriteText(Path.Combine(root, ConfigName), JsonSerializer.Serialize(config, ComparisonJson.Readable.ComparisonConfig) + "\n");
        }, e => throw new RunException($"The folder '{root}' cannot be created: {e.Message}", e));
        return new(root, config);
    }

    /// <summary>Opens the folder of a comparison.</summary>
    /// <exception cref="RunException">It holds none, or its configuration is damaged.</exception>
    public static ComparisonDirectory Open(string path)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!IsComparison(root))
            throw new RunException($"The folder '{root}' holds no comparison: it has no {ConfigName}.");
        var config = Read(Path.Combine(root, ConfigName), ComparisonJson.Readable.ComparisonConfig);
        return config.FormatVersion == ComparisonConfig.CurrentVersion ? new(root, config)
            : throw new RunException($"'{root}' has format version {config.FormatVersion}; this TransferLab reads version {ComparisonConfig.CurrentVersion}.");
    }

    /// <summary>What a run came to; null where it is not done.</summary>
    /// <exception cref="RunException">The file is damaged.</exception>
    public ComparedRun? Find(ComparisonCell cell) => File.Exists(CellPath(cell)) ? Read(CellPath(cell), ComparisonJson.Readable.ComparedRun) : null;

    /// <summary>Keeps what a run came to.</summary>
    public void Save(ComparisonCell cell, ComparedRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CellPath(cell))!);
        AtomicFile.WriteText(CellPath(cell), JsonSerializer.Serialize(run, ComparisonJson.Readable.ComparedRun) + "\n");
    }

    /// <summary>What a budget has been spent on; an empty ledger where there is none yet.</summary>
    /// <exception cref="RunException">The file is damaged.</exception>
    public BudgetLedger ReadLedger() => File.Exists(LedgerPath) ? Read(LedgerPath, ComparisonJson.Readable.BudgetLedger) : new();

    /// <summary>Keeps what a budget has been spent on.</summary>
    public void SaveLedger(BudgetLedger ledger) =>
        AtomicFile.WriteText(LedgerPath, JsonSerializer.Serialize(ledger, ComparisonJson.Readable.BudgetLedger) + "\n");

    /// <summary>What of two configurations differs, in words; null where they ask for the same.</summary>
    public static string? Different(ComparisonConfig a, ComparisonConfig b)
    {
        var (x, y) = (a.Common, b.Common);
        (string What, object? Left, object? Right)[] settings =
        [
            ("folder of images", x.Dataset.Root, y.Dataset.Root), ("set of images", x.Dataset.Fingerprint, y.Dataset.Fingerprint),
            ("backbone", x.Backbone.Sha256, y.Backbone.Sha256), ("list of strategies", string.Join(',', a.Strategies), string.Join(',', b.Strategies)),
            ("number of seeds", a.Seeds, b.Seeds), ("seed", x.Seed, y.Seed), ("budget", a.Budget, b.Budget), ("confidence", a.Confidence, b.Confidence),
            ("number of epochs", x.Epochs, y.Epochs), ("batch size", x.BatchSize, y.BatchSize), ("learning rate", x.LearningRate, y.LearningRate),
            ("schedule", x.Schedule, y.Schedule), ("optimizer", x.Optimizer, y.Optimizer),
            ("share held out", x.Dataset.ValidationFraction, y.Dataset.ValidationFraction),
        ];
        foreach (var (what, left, right) in settings)
            if (!Equals(left, right))
                return what;
        // Where features are kept, and how many threads do the work, changes no number.
        string[] free = ["feature-cache", "feature-cache-limit", "threads"];
        return x.Settings.Keys.Union(y.Settings.Keys).Except(free).FirstOrDefault(k => x.Settings.GetValueOrDefault(k) != y.Settings.GetValueOrDefault(k));
    }

    private string CellPath(ComparisonCell cell) => Path.Combine(RunPath(cell), "compared.json");

    private string LedgerPath => Path.Combine(Root, "budget.json");

    private static T Read<T>(string path, JsonTypeInfo<T> type) =>
        FileWork.ReadJson(path, type, e => throw new RunException($"'{path}' cannot be read: {e.Message}", e));
}

/// <summary>What a comparison was started with, as persisted: enough to resume it.</summary>
internal sealed record ComparisonConfig
{
    /// <summary>The version of this file's layout that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    public int FormatVersion { get; init; } = CurrentVersion;
    /// <summary>What all runs have in common, with the first seed.</summary>
    public required RunConfig Common { get; init; }
    public required IReadOnlyList<string> Strategies { get; init; }
    public required int Seeds { get; init; }
    public double? Budget { get; init; }
    public required double Confidence { get; init; }

    /// <summary>The strategy that the others are held against: the linear probe, or else the first.</summary>
    [JsonIgnore]
    public string Reference => Strategies.FirstOrDefault(s => s == "linear-probe") ?? Strategies[0];
}
