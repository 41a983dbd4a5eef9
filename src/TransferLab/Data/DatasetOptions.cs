using System.Text.RegularExpressions;

namespace TransferLab.Data;

/// <summary>How to read a folder of images.</summary>
public sealed record DatasetOptions
{
    // Expressions that need longer for one path never end in practice.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>The folder of pictures, whichever options hold it.</summary>
    internal static SettingName ImagesSetting { get; } = new("Images") { IsPositional = true };

    /// <summary>The layout of the folder; null (the default) detects it: <c>labels.csv</c> or <c>labels.jsonl</c>, then split folders, then a folder per
    /// class.</summary>
    public DatasetFormat? Format { get; init; }
    /// <summary>The task; null (the default) takes it from the data: multi-label where some image of a list has not exactly one label.</summary>
    public LearningTask? Task { get; init; }
    /// <summary>Folders that are read besides the first, each by its own layout; equal labels are one class. Default none.</summary>
    public IReadOnlyList<string> FurtherRoots { get; init; } = [];
    /// <summary>A regular expression over the path relative to the root, with forward slashes: images for which its first group (or, without groups,
    /// the whole match) is the same stay on one side of a split. Images that it does not match are on their own. Null (the default): all are.</summary>
    public string? GroupBy { get; init; }
    /// <summary>The least number of classes, 1 or more. Training needs 2 (the default); scoring a folder against a known classifier needs 1.</summary>
    public int MinimumClasses { get; init; } = 2;
    /// <summary>Whether a class folder without any file is an error (the default) or left out with a warning.</summary>
    public bool RequireImagesInEveryClass { get; init; } = true;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">A value makes no sense.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumClasses, 1);
        if (Format == DatasetFormat.Mixed)
            throw new SettingException("Mixed is no layout to read a folder by: leave the layout open.");
        if (FurtherRoots.Any(string.IsNullOrWhiteSpace))
            throw new SettingException($"{ImagesSetting} is empty: name the folder of pictures.");
        Grouping();
    }

    /// <summary>The expression of <see cref="GroupBy"/>.</summary>
    internal Regex? Grouping()
    {
        if (GroupBy is null)
            return null;
        if (GroupBy.Length == 0)
            throw new SettingException($"{new SettingName(nameof(GroupBy))} is empty: give a regular expression over the relative path, e.g. '(scene\\d+)_'.");
        try
        {
            return new Regex(GroupBy, RegexOptions.CultureInvariant, s_patience);
        }
        catch (ArgumentException e)
        {
            throw new SettingException($"{new SettingName(nameof(GroupBy))} '{GroupBy}' is no regular expression: {e.Message}", e);
        }
    }
}

/// <summary>How labels are attached to image files.</summary>
public enum DatasetFormat
{
    /// <summary>One sub-folder per class; its name is the label.</summary>
    ClassFolders,
    /// <summary>Folders <c>train</c> and <c>val</c> (and <c>test</c>), each with one sub-folder per class, or with a list of labels.</summary>
    SplitFolders,
    /// <summary>A file <c>labels.csv</c> with the columns <c>image,labels</c>; labels are joined by <c>|</c>.</summary>
    LabelsCsv,
    /// <summary>A file <c>labels.jsonl</c> with an object <c>{"image": "…", "labels": ["…"]}</c> a line.</summary>
    JsonLines,
    /// <summary>Several folders of different layouts.</summary>
    Mixed,
}
