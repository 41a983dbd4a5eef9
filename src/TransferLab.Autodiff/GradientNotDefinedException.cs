using TransferLab.Errors;
using TransferLab.Onnx;

namespace TransferLab.Autodiff;

/// <summary>A gradient would have to flow through a node for which there is no rule, or whose form the rule does not cover.</summary>
public sealed class GradientNotDefinedException : InputException
{
    /// <summary>Names the node.</summary>
    /// <param name="node">The node without a gradient.</param>
    /// <param name="reason">Why, as the end of a sentence.</param>
    public GradientNotDefinedException(Node node, string reason)
        : base($"No gradient can flow through {node}: {reason}") => Node = node;

    /// <summary>The node without a gradient, where one is to blame.</summary>
    public Node? Node { get; }
}
