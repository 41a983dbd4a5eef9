using TransferLab.Freezing;
using TransferLab.Runs;

namespace TransferLab.Studies.Comparison;

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
            : s_splitting.FirstOrDefault(common.Settings.ContainsKey) is { } setting ? $"way to split (--{setting})" : null;
        if (differs is not null)
            throw new RunException($"The baseline '{path}' cannot stand beside the comparison: they differ in the {differs}. Measure it on the same folder with the same --validation.");
        if (FreezePolicySyntax.IsForm(baseline.Name))
            throw new RunException($"The baseline '{path}' is called '{baseline.Name}', like a freeze strategy. Give it another name.");
        var full = Path.GetFullPath(path);
        var runs = Enumerable.Range(0, config.Seeds).Select(i => common.Seed + (ulong)i).Select(seed => baseline.Runs.FirstOrDefault(r => r.Seed == seed)
            ?? throw new RunException($"The baseline '{path}' has no run with seed {seed}, which the comparison has. Measure it with seeds {common.Seed} to {common.Seed + (ulong)config.Seeds - 1}."));
        return baseline with { Runs = [.. runs.Select(r => r with { Strategy = baseline.Name, Directory = Path.GetRelativePath(root, Path.Combine(full, r.Directory)).Replace('\\', '/') })] };
    }
}
