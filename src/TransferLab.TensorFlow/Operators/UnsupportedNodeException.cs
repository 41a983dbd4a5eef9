namespace TransferLab.TensorFlow.Operators;

/// <summary>A node has a form that cannot be converted; caught and collected, so that all of them are reported at once.</summary>
internal sealed class UnsupportedNodeException(string reason) : Exception(reason);
