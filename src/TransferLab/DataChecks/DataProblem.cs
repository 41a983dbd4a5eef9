namespace TransferLab.DataChecks;

/// <summary>A finding of <see cref="DataCheck"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found, in a sentence that names the first images.</param>
/// <param name="Images">All images it is about, relative to the root; empty where it is about a class or the whole set.</param>
public sealed record DataProblem(DataProblemKind Kind, DataSeverity Severity, string Message, IReadOnlyList<string> Images);

/// <summary>What <see cref="DataCheck"/> looks for.</summary>
public enum DataProblemKind
{
    /// <summary>The set cannot be trained on as it is: one class only, or no way to hold images out.</summary>
    NotTrainable,
    /// <summary>A file that is no image that can be used.</summary>
    Unreadable,
    /// <summary>The same picture, or nearly the same, under different labels.</summary>
    LabelConflict,
    /// <summary>The same picture, or nearly the same, on two sides of the split.</summary>
    SplitLeak,
    /// <summary>Files with the same bytes, under the same labels and on one side.</summary>
    ExactDuplicate,
    /// <summary>Pictures that look nearly alike, under the same labels and on one side.</summary>
    NearDuplicate,
    /// <summary>A class with few images, none to validate on, or far fewer than another.</summary>
    TinyClass,
    /// <summary>A picture that is tiny, huge, or much longer than wide.</summary>
    OddSize,
    /// <summary>A file name whose extension is not that of the content.</summary>
    WrongExtension,
    /// <summary>EXIF that says where the picture was taken.</summary>
    Location,
    /// <summary>EXIF that asks for the picture to be turned or mirrored, which is done here but not by every program.</summary>
    Orientation,
    /// <summary>Several frames or pages, of which the first is used.</summary>
    Animation,
    /// <summary>Something odd about folders or lists.</summary>
    Layout,
}

/// <summary>How much a finding of <see cref="DataCheck"/> matters.</summary>
public enum DataSeverity
{
    /// <summary>Good to know; nothing needs to be done.</summary>
    Note,
    /// <summary>Worth a look: scores or classifier may suffer.</summary>
    Warning,
    /// <summary>Wrong: scores cannot be trusted, or training is impossible.</summary>
    Error,
}

/// <summary>The words for findings, the same on every page and terminal.</summary>
internal static class DataCheckWords
{
    /// <summary>A severity in a word.</summary>
    public static string Of(DataSeverity severity) => severity switch
    {
        DataSeverity.Error => "error",
        DataSeverity.Warning => "warning",
        _ => "note",
    };

    /// <summary>A kind of finding in a few words.</summary>
    public static string Of(DataProblemKind kind) => kind switch
    {
        DataProblemKind.NotTrainable => "not trainable",
        DataProblemKind.Unreadable => "unreadable",
        DataProblemKind.LabelConflict => "label conflict",
        DataProblemKind.SplitLeak => "leak between sides",
        DataProblemKind.ExactDuplicate => "exact duplicate",
        DataProblemKind.NearDuplicate => "near duplicate",
        DataProblemKind.TinyClass => "small class",
        DataProblemKind.OddSize => "odd size",
        DataProblemKind.WrongExtension => "wrong extension",
        DataProblemKind.Location => "GPS in EXIF",
        DataProblemKind.Orientation => "EXIF orientation",
        DataProblemKind.Animation => "several frames",
        _ => "folders and lists",
    };

    /// <summary>All findings in a sentence.</summary>
    public static string Verdict(DataCheckReport report)
    {
        if (report.Problems.Count == 0)
            return "Nothing was found.";
        return $"{Count(report.Errors, "error")}, {Count(report.Warnings, "warning")}, {Count(report.Notes, "note")}.";

        static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
    }
}
