using S = TransferLab.Errors.Setting<TransferLab.Data.DatasetOptions>;

namespace TransferLab.Data;

/// <summary>What can be set of the reading of folders.</summary>
internal static class DatasetSettings
{
    /// <summary>All of it, in the order of the help.</summary>
    public static IReadOnlyList<S> All { get; } =
    [
        S.Word("task", $"{TaskNames.SingleLabel}|{TaskNames.MultiLabel}", o => o.Task is { } task ? TaskNames.Of(task) : null,
            (o, v) => o with { Task = Task(v) },
            "One label per picture, or any number; default: what the labels say, multi-label where some picture has not exactly one.",
            nameof(DatasetOptions.Task)) with
        {
            Kind = SettingKind.Choice, Words = [TaskNames.SingleLabel, TaskNames.MultiLabel],
        },
        S.Word("group-by", "REGEX", o => o.GroupBy, (o, v) => o with { GroupBy = v },
            "Regular expression over the path relative to the folder: "
            + "pictures with the same first group (without groups: the same match) stay on one side of the split."),
    ];

    private static LearningTask Task(string text) => text.ToLowerInvariant() switch
    {
        TaskNames.SingleLabel => LearningTask.SingleLabel,
        TaskNames.MultiLabel => LearningTask.MultiLabel,
        _ => throw new SettingException($"{new SettingName(nameof(DatasetOptions.Task))} '{text}' is not known; "
            + $"choose one of {TaskNames.SingleLabel}, {TaskNames.MultiLabel}."),
    };
}
