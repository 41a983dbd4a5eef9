using TransferLab.TensorFlow.Graphs;

namespace TransferLab.TensorFlow.Operators;

/// <summary>A node cannot be converted, or not in this form; caught and collected, so that all of them are reported at once.</summary>
internal sealed class UnsupportedNodeException(TfNode node, string reason) : Exception(reason.Length > 0 ? $"{node}: {reason}" : node.ToString());
