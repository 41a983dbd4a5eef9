using System.Collections.Immutable;
using TransferLab.Data;
using TransferLab.Errors;

namespace TransferLab.DataChecks;

/// <summary>Looks through a folder of labelled images for what spoils training or scores: unreadable files, duplicates, leaks between the sides of the split, conflicting labels, odd files.</summary>
public static class DataCheck
{
    /// <summary>Checks a folder. Every file is decoded once; the result does not depend on timing.</summary>
    /// <param name="images">The folder.</param>
    /// <param name="options">What to look for; null for the defaults.</param>
    /// <param name="progress">Told how many files are done, of how many, from any thread; null for nobody.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="DatasetException">The folder holds no labelled images at all, or its list of labels is malformed.</exception>
    public static DataCheckReport Run(string images, DataCheckOptions? options = null, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new DataCheckOptions();
        options.Validate();
        var data = ImageDataset.FromFolder(images, options.Dataset with { MinimumClasses = 1, RequireImagesInEveryClass = false });
        var facts = ImageInspector.Inspect(data, options.Threads, progress, cancellation);
        var (split, noSplit) = SplitOf(data, facts, options);
        var sides = new SplitPart?[facts.Length];
        foreach (var (indices, side) in new[] { (split.Train, SplitPart.Train), (split.Validation, SplitPart.Validation), (split.Test, SplitPart.Test) })
            foreach (var i in indices)
                sides[i] = side;
        var set = new CheckedSet(data, facts, sides, split.IsGiven, options);
        ClassCounts[] classes = [.. data.Classes.Select((label, c) => Count(label, i => data.Samples[i].Labels.Contains(c)))];
        return new DataCheckReport
        {
            Root = data.Root,
            Roots = [.. data.Roots],
            Format = data.Format,
            Task = data.Task,
            Files = data.Samples.Length + data.Skipped.Length,
            Unlabelled = data.Samples.Count(s => s.Labels.IsEmpty),
            IsSplitGiven = split.IsGiven,
            All = Count("", _ => true),
            Classes = classes,
            Problems = [.. ClassFindings.Of(set, classes, noSplit).Concat(FileFindings.Of(set)).Concat(DuplicateFindings.Of(set)).OrderByDescending(p => p.Severity).ThenBy(p => p.Kind)],
        };

        ClassCounts Count(string label, Func<int, bool> belongs)
        {
            var on = Enumerable.Range(0, facts.Length).Where(i => facts[i].Reason is null && belongs(i)).CountBy(i => sides[i] ?? SplitPart.Train).ToDictionary();
            return new(label, on.GetValueOrDefault(SplitPart.Train), on.GetValueOrDefault(SplitPart.Validation), on.GetValueOrDefault(SplitPart.Test));
        }
    }

    // Of the readable images, as training draws it.
    private static (DataSplit Split, string? Problem) SplitOf(ImageDataset data, ImageFacts[] facts, DataCheckOptions options)
    {
        ImmutableArray<int> readable = [.. Enumerable.Range(0, facts.Length).Where(i => facts[i].Reason is null)];
        var none = new DataSplit([], [], [], false);
        if (readable.IsEmpty)
            return (none, "no file is a readable image");
        try
        {
            var split = data.Only(readable).Split(options.Validation, options.Seed);
            return (new DataSplit(Back(split.Train), Back(split.Validation), Back(split.Test), split.IsGiven), null);
        }
        catch (DatasetException e)
        {
            return (none, e.Message);
        }

        ImmutableArray<int> Back(ImmutableArray<int> indices) => [.. indices.Select(i => readable[i])];
    }
}
