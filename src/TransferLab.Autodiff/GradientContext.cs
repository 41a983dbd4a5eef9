using TransferLab.Errors;

namespace TransferLab.Autodiff;

/// <summary>
/// What a gradient rule works with: the node, the names of its inputs and outputs, the gradients of its outputs, and <see cref="Give"/> for the results.
/// A gradient given to an input may have the input's shape, a wider one it was broadcast to (it is summed back centrally), or a narrower one
/// that broadcasts to it (it is stretched where a rule asks for the full form).
/// </summary>
public sealed class GradientContext
{
    private readonly GradientBuilder _owner;

    internal GradientContext(GradientBuilder owner, Node node)
    {
        _owner = owner;
        Node = node;
    }

    /// <summary>The node of the forward graph.</summary>
    public Node Node { get; }

    /// <summary>Where new nodes go.</summary>
    public GraphBuilder Builder => _owner.Builder;

    /// <summary>Types and shapes of all values.</summary>
    public ShapeTable Shapes => Builder.Shapes;

    /// <summary>Name of an input value.</summary>
    public string Input(int index) => Node.Inputs[index];

    /// <summary>Name of an output value.</summary>
    public string Output(int index = 0) => Node.Outputs[index];

    /// <summary>
    /// Says that no gradient passes the node (a rounding, a comparison). Where it is the only way from the loss to something trainable, building the gradient
    /// fails and names it.
    /// </summary>
    public void Stop() => _owner.End(Node);

    /// <summary>Shape of an input.</summary>
    /// <exception cref="GradientNotDefinedException">The shape is not known.</exception>
    public Shape InputShape(int index) => ShapeOf(Node.Inputs[index]);

    /// <summary>Shape of an output.</summary>
    /// <exception cref="GradientNotDefinedException">The shape is not known.</exception>
    public Shape OutputShape(int index = 0) => ShapeOf(Node.Outputs[index]);

    /// <summary>Whether the optional input is there and something trainable lies behind it.</summary>
    public bool Needs(int index) => Node.HasInput(index) && _owner.IsRequired(Node.Inputs[index]);

    /// <summary>Whether a gradient flows into an output at all.</summary>
    public bool HasOutputGradient(int index) => Node.HasOutput(index) && _owner.HasGradient(Node.Outputs[index]);

    /// <summary>Whether an input has got a part of its gradient from another node already.</summary>
    internal bool HasInputGradient(int index) => _owner.HasGradient(Node.Inputs[index]);

    /// <summary>The gradient of an output in the output's own shape; null when nothing differentiable uses the output.</summary>
    public string? OutputGradient(int index = 0) => Node.HasOutput(index) ? _owner.Gradient(Node.Outputs[index], full: true) : null;

    /// <summary>
    /// The gradient of an output in any shape of the output's rank that broadcasts to it, e.g. [N,C,1,1] behind a global average pool; null when nothing
    /// differentiable uses the output. For rules that multiply elementwise: the multiplication stretches it for free.
    /// </summary>
    public string? CompactOutputGradient(int index = 0) => Node.HasOutput(index) ? _owner.Gradient(Node.Outputs[index], full: false) : null;

    /// <summary>
    /// Hands over the gradient of an input: in the input's shape, or in one that broadcasts to it, or with axes along which it is to be summed.
    /// Ignored for inputs that need none.
    /// </summary>
    public void Give(int index, string gradient)
    {
        if (Needs(index))
            _owner.Contribute(Node, Node.Inputs[index], gradient);
    }

    /// <summary>
    /// Hands over a gradient that stands for one of the output's shape (and may itself be compact) to an input that the operator broadcast to that
    /// shape. Ignored for inputs that need none. <see cref="Give"/> would not know about axes that are 1 in the gradient and in the input but not in the
    /// output.
    /// </summary>
    public void GiveBroadcast(int index, string gradient, int output = 0)
    {
        if (Needs(index))
            _owner.ContributeBroadcast(Node, Node.Inputs[index], gradient, Node.Outputs[output]);
    }

    /// <summary>The constant that feeds an input (an initializer or a Constant node); null when the input is left out or is worked out at run time.</summary>
    public Tensor? Constant(int index) => Node.HasInput(index) ? _owner.ConstantTensor(Node.Inputs[index]) : null;

    /// <summary>A constant with one element, in the element type and rank of <paramref name="like"/>: the fast form for elementwise formulas.</summary>
    public string Scalar(double number, string like) => _owner.Filled(number, like, ShapeOf(like).Rank);

    /// <summary>Makes sure that the forward node has an optional output (e.g. the indices of MaxPool) and returns its name.</summary>
    public string ExtraOutput(int index)
    {
        while (Node.Outputs.Count <= index)
            Node.Outputs.Add("");
        if (Node.Outputs[index].Length == 0)
        {
            Node.Outputs[index] = Builder.NewName($"{Node.OpType.ToLowerInvariant()}_{index}");
            Shapes.Add(Node);
        }
        return Node.Outputs[index];
    }

    /// <summary>The error for a form of the operator that the rule does not cover.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    public GradientNotDefinedException Refuse(string reason) => new(Node, reason);

    private Shape ShapeOf(string value) => Shapes.TryGet(value, out var info) && info.Shape is not null
        ? info.Shape
        : throw Refuse($"the shape of '{value}' is not known.");
}

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
