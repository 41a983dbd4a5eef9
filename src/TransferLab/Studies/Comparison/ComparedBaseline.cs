namespace TransferLab.Studies.Comparison;

/// <summary>What other software came to on the splits of a comparison, as a row for
/// <see cref="FreezeComparison.Merge"/>. Persisted as <see cref="FileName"/> in a folder of its own.</summary>
public sealed record ComparedBaseline
{
    /// <summary>Name of the file in the baseline's folder.</summary>
    public const string FileName = "baseline.json";

    /// <summary>The version of this file's layout that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;
    /// <summary>Name of the row, e.g. <c>mlnet:sdca</c>; no strategy of TransferLab's may be called so.</summary>
    public required string Name { get; init; }
    /// <summary>What the folder of pictures held: <see cref="Data.ImageDataset.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }
    /// <summary>Share of the images held out, 0 to 1.</summary>
    public required double ValidationFraction { get; init; }
    /// <summary>One run per seed.</summary>
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>Whether a folder holds a baseline.</summary>
    public static bool IsBaseline(string path) => File.Exists(Path.Combine(path, FileName));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The baseline's folder.</param>
    /// <exception cref="RunException">The file is missing, damaged or of another layout.</exception>
    public static ComparedBaseline Open(string path)
    {
        var file = Path.Combine(path, FileName);
        var baseline = FileWork.ReadJson(file, ComparisonJson.Readable.ComparedBaseline,
            e => throw new RunException($"'{file}' cannot be read: {e.Message}", e));
        return baseline.FormatVersion == CurrentVersion ? baseline
            : throw new RunException($"'{file}' has format version {baseline.FormatVersion}; this TransferLab reads version {CurrentVersion}.");
    }

    /// <summary>Writes it into a folder, which is made where it is missing.</summary>
    /// <param name="path">The baseline's folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        Directory.CreateDirectory(path);
        AtomicFile.WriteText(Path.Combine(path, FileName), JsonSerializer.Serialize(this, ComparisonJson.Readable.ComparedBaseline) + "\n");
    }
}

/// <summary>Baselines beside a comparison: only what was measured on the same splits may stand in one table with it.</summary>
internal static class Baselines
{
    // What decides a split beside images, share and seed; a baseline knows none of it.
    private static readonly string[] s_splitting = ["group-by", "task"];

    /// <summary>The baseline of a folder, with the runs that the comparison's seeds ask for.</summary>
    /// <param name="path">Folder of the baseline.</param>
    /// <param name="config">The comparison.</param>
    /// <param name="root">Folder of the summary, which links to runs start from.</param>
    /// <exception cref="RunException">It was not measured on this comparison's splits.</exception>
    public static ComparedBaseline Open(string path, ComparisonConfig config, string root)
    {
        var baseline = ComparedBaseline.Open(path);
        var common = config.Common;
        var differs = baseline.Fingerprint != common.Dataset.Fingerprint ? "set of images"
            : !baseline.ValidationFraction.Equals(common.Dataset.ValidationFraction) ? "share held out"
            : s_splitting.FirstOrDefault(common.Settings.ContainsKey) is { } setting ? $"way to split ({setting})" : null;
        if (differs is not null)
            throw new RunException($"The baseline '{path}' cannot stand beside the comparison: they differ in the {differs}. Measure it on the same folder "
                + $"with the same share held out.");
        if (FreezePolicySyntax.IsForm(baseline.Name))
            throw new RunException($"The baseline '{path}' is called '{baseline.Name}', like a freeze strategy. Give it another name.");
        var full = Path.GetFullPath(path);
        var runs = Enumerable.Range(0, config.Seeds).Select(i => common.Seed + (ulong)i).Select(seed => baseline.Runs.FirstOrDefault(r => r.Seed == seed)
            ?? throw new RunException($"The baseline '{path}' has no run with seed {seed}, which the comparison has. Measure it with seeds {common.Seed} to "
                + $"{common.Seed + (ulong)config.Seeds - 1}."));
        return baseline with
        {
            Runs = [.. runs.Select(r => r
            with { Strategy = baseline.Name, Directory = Path.GetRelativePath(root, Path.Combine(full, r.Directory)).Replace('\\', '/') })]
        };
    }
}
