namespace TransferLab.Data;

/// <summary>How to read a folder of images.</summary>
public sealed record DatasetOptions
{
    /// <summary>The layout of the folder; null (the default) detects it: <c>labels.csv</c>, then split folders, then a folder per class.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>The task; null (the default) takes it from the data: multi-label where some image of a <c>labels.csv</c> has not exactly one label.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>The least number of classes, 1 or more. Training needs 2 (the default); scoring a folder against a known classifier needs 1.</summary>
    public int MinimumClasses { get; init; } = 2;

    /// <summary>Whether a class folder without any file is an error (the default) or left out with a warning.</summary>
    public bool RequireImagesInEveryClass { get; init; } = true;
}
