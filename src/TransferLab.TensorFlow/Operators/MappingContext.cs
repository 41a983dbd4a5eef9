namespace TransferLab.TensorFlow.Operators;

/// <summary>What a handler sees of one node, and the words it writes ONNX nodes with.</summary>
internal sealed class MappingContext(TfNode node, GraphBuilder builder, Dictionary<TfValue, string> values)
{
    /// <summary>Axis order [N,H,W,C] to [N,C,H,W].</summary>
    public static readonly long[] ToFirst = [0, 3, 1, 2];

    /// <summary>Axis order [N,C,H,W] to [N,H,W,C].</summary>
    public static readonly long[] ToLast = [0, 2, 3, 1];

    /// <summary>What the name of a constant in another form ends with, until the original is known not to be needed.</summary>
    public const string RelaidSuffix = "/relaid";

    public TfNode Node => node;

    public GraphBuilder Builder => builder;

    /// <summary>Whether the node states channels first; an attribute left out means channels last.</summary>
    public bool IsChannelsFirst => node.String("data_format", "NHWC") switch
    {
        "NHWC" => false,
        "NCHW" => true,
        var other => throw Refuse($"data_format {other}"),
    };

    /// <summary>The value an input reads.</summary>
    public string In(int index) => index < node.Inputs.Count
        ? values.TryGetValue(node.Inputs[index], out var value) ? value : throw Refuse($"reads '{node.Inputs[index]}', an output that is not converted")
        : throw Refuse($"has {node.Inputs.Count} inputs, too few");

    public int InputCount => node.Inputs.Count;

    public Shape? FindShape(string value) => builder.Shapes.TryGet(value, out var info) ? info.Shape : null;

    /// <summary>The shape of an input; refuses the node where not even the rank is known.</summary>
    public Shape Shape(int index) => FindShape(In(index)) ?? throw Refuse($"the shape of its input '{node.Inputs[index]}' is not known");

    public ElementType Type(int index) => builder.Shapes.Type(In(index));

    public Tensor? Constant(int index) => builder.Shapes.FindTensor(In(index));

    /// <summary>Whole numbers an input always is.</summary>
    public long[] Longs(int index, string what) =>
        (index < InputCount ? builder.Shapes.Constant(In(index)) : null) ?? throw Refuse($"its {what} are not constant");

    /// <summary>The axis within the rank, counted from the end where negative.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Refuse($"the axis {axis} does not exist in a tensor of rank {rank}");

    public string Op(string op, params IEnumerable<string> inputs) => builder.Add(op, inputs);

    public string Op(string op, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes) => builder.Add(op, inputs, attributes);

    /// <summary>States that the first output is the result of one more node, which gets this node's name.</summary>
    public void Give(string op, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes) =>
        values[node[0]] = builder.AddNamed(node.Name, op, inputs, attributes);

    /// <summary>States that an output is a value that is there already.</summary>
    public void Give(string value, int port = 0) => values[node[port]] = value;

    public string Transposed(string value, params long[] order) => builder.Add("Transpose", [value], NodeAttribute.Ints("perm", order));

    /// <summary>An image input with channels first.</summary>
    public string ChannelsFirst(int index)
    {
        if (Shape(index).Rank != 4)
            throw Refuse($"works on image batches, its input has the shape {Shape(index)}");
        return IsChannelsFirst ? In(index) : Transposed(In(index), ToFirst);
    }

    /// <summary>Gives a channels-first result in the layout the node states.</summary>
    public void GiveImage(string op, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes)
    {
        if (IsChannelsFirst)
            Give(op, inputs, attributes);
        else
            Give("Transpose", [builder.Add(op, inputs, attributes)], NodeAttribute.Ints("perm", ToLast));
    }

    /// <summary>An input with its axes in another order; constants are rearranged at once and keep their name.</summary>
    public string Relaid(int index, long[] order, params long[] shape)
    {
        var name = In(index);
        if (Constant(index) is not { } tensor || tensor.Dims.Length != order.Length)
            return shape.Length == 0 ? Transposed(name, order) : Op("Reshape", Transposed(name, order), builder.Ints(shape));
        var moved = TensorMoves.Transpose(tensor, order);
        if (shape.Length > 0)
            moved = moved.Reshape(shape);
        return Store(name, moved);
    }

    /// <summary>The same numbers in another form, under a name that shows where they come from.</summary>
    public string Store(string name, Tensor tensor)
    {
        var stored = builder.NewName(name + RelaidSuffix);
        builder.Graph.Initializers.Add(stored, tensor);
        return stored;
    }

    /// <summary>Whole numbers as the int64 that ONNX wants for shapes and axes.</summary>
    public string AsInt64(int index) => AsInt64(In(index));

    public string AsInt64(string value)
    {
        if (builder.Shapes.Constant(value) is { } known && FindShape(value) is { Rank: <= 1 } shape)
            return builder.Constant(Tensor.From(known, shape.ToLongs()), "ints");
        return builder.Shapes.Type(value) == ElementType.Int64 ? value : builder.Add("Cast", [value], NodeAttribute.Int("to", (long)ElementType.Int64));
    }

    /// <summary>A float32 constant that broadcasts against anything.</summary>
    public string Number(float value, ElementType type = ElementType.Float) => type switch
    {
        ElementType.Double => builder.Constant(Tensor.Scalar((double)value), "scalar"),
        ElementType.Float16 => builder.Constant(Tensor.Scalar((Half)value), "scalar"),
        ElementType.Int32 => builder.Constant(Tensor.Scalar((int)value), "scalar"),
        ElementType.Int64 => builder.Constant(Tensor.Scalar((long)value), "scalar"),
        _ => builder.Scalar(value),
    };

    /// <summary>What is thrown where a form is not covered.</summary>
    public UnsupportedNodeException Refuse(InputMessage reason) => new(node, reason);
}

/// <summary>A node cannot be converted, or not in this form; caught and collected, so that all of them are reported at once.</summary>
internal sealed class UnsupportedNodeException(TfNode node, InputMessage? reason = null) : InputException(reason is null ? $"{node}" : $"{node}: {reason}");
