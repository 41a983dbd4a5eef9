namespace TransferLab.TensorFlow;

/// <summary>What a caller says about a TensorFlow model. Everything is optional.</summary>
public sealed record TensorFlowOptions
{
    /// <summary>
    /// The node that takes the images: a placeholder, or any other node, which then becomes the input and what lies before it (decoding, resizing) is dropped.
    /// Default: the placeholder that the outputs depend on.
    /// </summary>
    public string? InputName { get; init; }

    /// <summary>The node to convert up to; what only follows it is dropped, whatever it is. Unknown names are ignored. Default: the outputs of signature or graph.</summary>
    public string? OutputName { get; init; }

    /// <summary>Height in pixels where the input's shape leaves it open.</summary>
    public int? Height { get; init; }

    /// <summary>Width in pixels where the input's shape leaves it open.</summary>
    public int? Width { get; init; }

    /// <summary>The signature of a SavedModel; default <c>serving_default</c>, or the only one there is.</summary>
    public string? Signature { get; init; }
}
