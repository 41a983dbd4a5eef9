using TransferLab.Onnx;

namespace TransferLab.Backbones;

/// <summary>Consecutive layers at one spatial resolution, between two cut points.</summary>
/// <param name="Name"><c>stem</c>, <c>stage1</c>, <c>stage2</c> …</param>
/// <param name="StartValue">The cut point (or the image input) it begins at.</param>
/// <param name="EndValue">The cut point it ends with; freezing up to and including it freezes this group and all before.</param>
/// <param name="OutputShape">Shape of <paramref name="EndValue"/>; null when not known.</param>
/// <param name="Parameters">Learned numbers inside.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image.</param>
/// <param name="Layers">Nodes with learned tensors, in order.</param>
public sealed record LayerGroup(
    string Name, string StartValue, string EndValue, Shape? OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<BackboneLayer> Layers)
{
    /// <summary>Names of all learned tensors inside.</summary>
    public IEnumerable<string> Initializers => Layers.SelectMany(l => l.Initializers);

    /// <summary>Index on the image path of the last node inside.</summary>
    internal int EndPosition { get; init; }
}
