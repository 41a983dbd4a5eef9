namespace TransferLab.MLNet;

/// <summary>What <see cref="FineTuneImagesCatalog.FineTuneImages"/> is asked to do.</summary>
public sealed record FineTuneImagesOptions
{
    /// <summary>An ONNX file, or the name of a backbone of TransferLab's catalogue that is on this machine.</summary>
    public required string Backbone { get; init; }
    /// <summary>Column of image paths (text) or encoded images (vector of bytes). Default <c>ImagePath</c>.</summary>
    public string ImageColumn { get; init; } = "ImagePath";
    /// <summary>Column of labels. Text or a key: single-label. A vector of one of them: multi-label. With keys the scores
    /// come in the order of the keys, as <c>Evaluate</c> and <c>CrossValidate</c> need them. Default <c>Label</c>.</summary>
    public string LabelColumn { get; init; } = "Label";
    /// <summary>Column of the probabilities, a vector whose slots are named after the labels. Default <c>Score</c>.</summary>
    public string ScoreColumn { get; init; } = "Score";
    /// <summary>Column of the label as a key; a vector of keys in multi-label tasks. Default <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumn { get; init; } = "PredictedLabel";
    /// <summary>Folder that relative paths start from. Default: the working folder.</summary>
    public string ImageFolder { get; init; } = "";
    /// <summary>Data with the same columns to validate on after each epoch; null (the default) holds out a share of the
    /// training data. Only for single-label tasks.</summary>
    public IDataView? ValidationSet { get; init; }
    /// <summary>Sets everything else of the run: strategy, epochs, rates, seed. Default: those of <see cref="FineTuneOptions"/>.</summary>
    public Func<FineTuneOptions, FineTuneOptions>? Configure { get; init; }
    /// <summary>Folder of the run with its report and package; must be new or empty. Null (the default): a temporary one, gone when training is over.</summary>
    public string? Output { get; init; }
    /// <summary>Whether a saved model holds the weights (the default) or names the package in <see cref="Output"/>.</summary>
    public bool Embed { get; init; } = true;
    /// <summary>Ends the training at the next step with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
