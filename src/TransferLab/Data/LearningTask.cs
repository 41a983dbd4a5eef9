namespace TransferLab.Data;

/// <summary>What a classifier decides about one image.</summary>
public enum LearningTask
{
    /// <summary>Exactly one label is true: softmax head, categorical cross-entropy.</summary>
    SingleLabel,

    /// <summary>Any number of labels is true, none included: sigmoid head, binary cross-entropy.</summary>
    MultiLabel,
}
