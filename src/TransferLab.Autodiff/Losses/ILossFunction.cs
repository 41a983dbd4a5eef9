using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Losses;

/// <summary>
/// A loss, written as differentiable ONNX nodes behind the logits. Its gradient follows from the rules of the operators it is made of.
/// </summary>
public interface ILossFunction
{
    /// <summary>Name in kebab-case, e.g. <c>softmax-cross-entropy</c>.</summary>
    string Name { get; }

    /// <summary>Appends the loss to a graph.</summary>
    /// <param name="builder">Writes behind the forward pass; the shapes of both values are known to it.</param>
    /// <param name="logits">Float32 [N,K], before softmax or sigmoid.</param>
    /// <param name="targets">Float32 [N,K]: one-hot, soft or multi-hot labels in 0..1.</param>
    /// <returns>The name of the loss, a scalar without dimensions.</returns>
    /// <exception cref="ArgumentException">The logits do not have the shape this loss needs.</exception>
    string Append(GraphBuilder builder, string logits, string targets);
}
