using System.Text.RegularExpressions;

namespace TransferLab.Data;

/// <summary>Turns what the readers found into a checked <see cref="ImageDataset"/>: classes get indices, the task is settled, files reached twice count once,
/// images get groups.</summary>
internal static class DatasetBuilder
{
    public static ImageDataset Build(string root, IReadOnlyList<string> roots, DatasetDraft draft, DatasetOptions options)
    {
        var where = roots.Count == 1 ? $"'{root}'" : ImageDataset.Some(roots);
        if (draft.Samples.Count == 0)
            throw new DatasetException(draft.Skipped.Count > 0
                ? $"{where} holds no images: none of the {draft.Skipped.Count} listed files exists; the first is '{draft.Skipped[0].Path}'."
                : $"{where} holds no images: put the images of each class into its sub-folder.");
        var spelling = Spelling(draft);
        var used = draft.Samples.SelectMany(s => s.Labels).Select(l => spelling[l]).ToHashSet(StringComparer.Ordinal);
        var empty = draft.DeclaredLabels.Select(l => spelling[l]).Distinct(StringComparer.Ordinal).Where(l => !used.Contains(l)).Order(NaturalComparer.Instance)
            .ToList();
        if (empty.Count > 0 && options.RequireImagesInEveryClass)
            throw new DatasetException($"In {where} the class {ImageDataset.Some(empty)} has no images: add some or delete the folder.");
        if (empty.Count > 0)
            draft.Warnings.Add($"The class {ImageDataset.Some(empty)} has no images and is left out.");
        var classes = new ClassMap(used.Order(NaturalComparer.Instance));
        if (classes.Count < options.MinimumClasses)
            throw new DatasetException(classes.Count == 0
                ? $"No image of {where} has a label: fill the column 'labels'."
                : $"{where} has one class only ('{classes[0]}'): a classifier needs at least {options.MinimumClasses}. Add a folder with images of something "
                    + $"else.");
        var task = TaskOf(draft, options);
        WarnOfTwins(classes, draft.Warnings);
        var grouping = options.Grouping();
        var samples = Once(draft)
            .Select(s => new ImageSample(s.Path, s.DisplayPath, [.. s.Labels.Select(l => classes.IndexOf(spelling[l])).Distinct().Order()], s.Part,
                GroupOf(s.DisplayPath, grouping)))
            .ToImmutableArray();
        WarnOfGroups(samples, options.GroupBy, draft.Warnings);
        return new ImageDataset(root, draft.Format!.Value, task, classes, samples, [.. draft.Skipped], [.. draft.Warnings]) { Roots = [.. roots] };
    }

    // One system stores "é" as one character, another as two; the shortest spelling stands for all of them.
    private static Dictionary<string, string> Spelling(DatasetDraft draft)
    {
        var spelling = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alike in draft.Samples.SelectMany(s => s.Labels).Concat(draft.DeclaredLabels).Distinct(StringComparer.Ordinal)
            .GroupBy(LabelFolding.Canonical, StringComparer.Ordinal))
        {
            var chosen = alike.OrderBy(l => l.Length).ThenBy(l => l, StringComparer.Ordinal).First();
            foreach (var label in alike)
                spelling[label] = chosen;
            if (alike.Skip(1).Any())
                draft.Warnings.Add($"The class '{chosen}' is spelt in {alike.Count()} encodings of the same letters; it is one class.");
        }
        return spelling;
    }

    private static LearningTask TaskOf(DatasetDraft draft, DatasetOptions options)
    {
        var odd = draft.Samples.Find(s => s.Labels.Count != 1);
        if (options.Task == LearningTask.SingleLabel && odd is not null)
            throw new DatasetException($"'{odd.DisplayPath}'{(odd.Place is { } place ? $" ({place})" : "")} has {odd.Labels.Count} labels, but the task is "
                + $"single-label: give it exactly one, or train multi-label.");
        return options.Task ?? (odd is null ? LearningTask.SingleLabel : LearningTask.MultiLabel);
    }

    // "Dog" beside "dog" is nearly always one class by accident in two folders.
    private static void WarnOfTwins(ClassMap classes, List<string> warnings)
    {
        foreach (var twins in classes.GroupBy(LabelFolding.Fold, StringComparer.Ordinal).Where(g => g.Count() > 1))
            warnings.Add($"The classes {ImageDataset.Some([.. twins])} differ only in case or spaces: are they meant to be one?");
    }

    // A link beside the file it leads to would let one picture count twice. Under another label, or in another part, it stays: that is for the user to see.
    private static List<DatasetDraft.DraftSample> Once(DatasetDraft draft)
    {
        var seen = new HashSet<(string, SplitPart?, string)>();
        var once = draft.Samples.Where(s => seen.Add((s.RealPath, s.Part, string.Join('|', s.Labels)))).ToList();
        if (once.Count < draft.Samples.Count)
            draft.Warnings.Add(
                $"{draft.Samples.Count - once.Count} of the files are links to files that are there already, under the same label; each file counts once.");
        return once;
    }

    private static string? GroupOf(string path, Regex? grouping)
    {
        if (grouping is null)
            return null;
        try
        {
            var match = grouping.Match(path);
            if (!match.Success)
                return null;
            // A group that took no part in the match, as in (a)|b, says nothing.
            var part = match.Groups.Count > 1 ? match.Groups[1] : match;
            return part is { Success: true, Length: > 0 } ? part.Value : null;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new DatasetException($"{new SettingName(nameof(DatasetOptions.GroupBy))} '{grouping}' takes more than a second for '{path}': write it "
                + $"without nested repetitions.", e);
        }
    }

    private static void WarnOfGroups(ImmutableArray<ImageSample> samples, string? expression, List<string> warnings)
    {
        if (expression is null)
            return;
        if (samples.All(s => s.Group is null))
            warnings.Add($"The grouping '{expression}' matches none of the paths, e.g. '{samples[0].DisplayPath}': every image is on its own.");
        var torn = samples.Where(s => s.Group is not null && s.Part is not null).GroupBy(s => s.Group!, StringComparer.Ordinal)
            .Where(g => g.DistinctBy(s => s.Part).Count() > 1).Select(g => g.Key).Order(NaturalComparer.Instance).ToList();
        if (torn.Count > 0)
            warnings.Add($"The folders put images of one group into different parts: {ImageDataset.Some(torn)}.");
    }
}

/// <summary>What the readers of one or several folders have read: samples with labels by name, before classes have indices.</summary>
/// <param name="root">The folder that display paths are relative to.</param>
internal sealed class DatasetDraft(string root)
{
    public List<DraftSample> Samples { get; } = [];
    public List<SkippedImage> Skipped { get; } = [];
    public List<string> Warnings { get; } = [];
    /// <summary>Labels that are classes even when no sample has them: a class folder without files.</summary>
    public HashSet<string> DeclaredLabels { get; } = new(StringComparer.Ordinal);
    /// <summary>The layout of the folders read so far.</summary>
    public DatasetFormat? Format { get; private set; }

    /// <summary>Notes the layout of a folder.</summary>
    public void Saw(DatasetFormat format) => Format = Format is null || Format == format ? format : DatasetFormat.Mixed;

    /// <summary>A path as people and reports see it.</summary>
    public string Display(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <param name="Path">Full path of the file.</param>
    /// <param name="DisplayPath">Path relative to the root.</param>
    /// <param name="RealPath">Full path without links: two ways to one file give one name.</param>
    /// <param name="Labels">Labels by name.</param>
    /// <param name="Part">What the folders say.</param>
    /// <param name="Place">File and line that list it, for messages; null where folders do.</param>
    internal sealed record DraftSample(string Path, string DisplayPath, string RealPath, IReadOnlyList<string> Labels, SplitPart? Part, string? Place);
}
