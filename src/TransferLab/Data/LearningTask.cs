namespace TransferLab.Data;

/// <summary>What a classifier decides about one image.</summary>
public enum LearningTask
{
    /// <summary>Exactly one label is true: softmax head, categorical cross-entropy.</summary>
    SingleLabel,

    /// <summary>Any number of labels is true, none included: sigmoid head, binary cross-entropy.</summary>
    MultiLabel,
}

/// <summary>How the two tasks are written wherever people read or write them.</summary>
internal static class TaskNames
{
    /// <summary>One label per image; softmax.</summary>
    public const string SingleLabel = "single-label";

    /// <summary>Any number of labels per image; a sigmoid each.</summary>
    public const string MultiLabel = "multi-label";

    /// <summary>The name of a task.</summary>
    public static string Of(LearningTask task) => task == LearningTask.MultiLabel ? MultiLabel : SingleLabel;

    /// <summary>The task of a name.</summary>
    /// <exception cref="FormatException">It is no name of a task.</exception>
    public static LearningTask Parse(string name) => name switch
    {
        SingleLabel => LearningTask.SingleLabel,
        MultiLabel => LearningTask.MultiLabel,
        _ => throw new FormatException($"'{name}' is no task: it is {SingleLabel} or {MultiLabel}."),
    };

    /// <summary>What the score of a task is called that runs are judged by: <c>accuracy</c>, or <c>mAP</c> for mean average precision.</summary>
    public static string ScoreOf(LearningTask task) => task == LearningTask.MultiLabel ? "mAP" : "accuracy";
}
