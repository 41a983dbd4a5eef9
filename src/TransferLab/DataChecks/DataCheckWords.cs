namespace TransferLab.DataChecks;

/// <summary>The words for findings, the same on every page and terminal.</summary>
public static class DataCheckWords
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
        ArgumentNullException.ThrowIfNull(report);
        if (report.Problems.Count == 0)
            return "Nothing was found.";
        return $"{Count(report.Errors, "error")}, {Count(report.Warnings, "warning")}, {Count(report.Notes, "note")}.";

        static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
    }
}
