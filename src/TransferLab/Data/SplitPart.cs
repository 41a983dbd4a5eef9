namespace TransferLab.Data;

/// <summary>The part of a data set that a sample was put into by whoever laid out its folders.</summary>
public enum SplitPart
{
    /// <summary>Weights are fitted to it.</summary>
    Train,

    /// <summary>Measured after each epoch; early stopping looks at it.</summary>
    Validation,

    /// <summary>Never looked at during training.</summary>
    Test,
}
