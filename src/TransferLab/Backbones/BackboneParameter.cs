using TransferLab.Onnx;

namespace TransferLab.Backbones;

/// <summary>A learned tensor of a backbone: an initializer that a training step may move.</summary>
/// <param name="Name">Name of the initializer.</param>
/// <param name="Layer">Name of the node that uses it.</param>
/// <param name="Role">What it does there.</param>
/// <param name="Count">Number of elements.</param>
public sealed record BackboneParameter(string Name, string Layer, ParameterRole Role, long Count)
{
    /// <summary>Name of the layer group it lies in.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether it is scale or shift of a batch normalization.</summary>
    internal bool IsBatchNorm => Role is ParameterRole.BatchNormScale or ParameterRole.BatchNormShift;

    /// <summary>Index, on the image path, of the node that uses it or that uses what is computed from it.</summary>
    internal int Position { get; init; }

    /// <summary>The node that reads it.</summary>
    internal Node? Node { get; init; }
}
