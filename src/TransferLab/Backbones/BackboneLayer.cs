using TransferLab.Onnx;

namespace TransferLab.Backbones;

/// <summary>A node that has learned tensors.</summary>
/// <param name="Name">The node's name, or its output's where it has none.</param>
/// <param name="Operator">Operator, e.g. <c>Conv</c>.</param>
/// <param name="OutputShape">Shape of its first output; null when not known.</param>
/// <param name="Parameters">Number of learned numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image; counted for convolutions and matrix products.</param>
/// <param name="Initializers">Names of its learned tensors.</param>
public sealed record BackboneLayer(string Name, string Operator, Shape? OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<string> Initializers);
