namespace TransferLab.Autodiff.Updates;

/// <summary>
/// A model over flat vectors of one length, written node by node. An output may be bound to the memory of the input it takes the place of: operators here are
/// elementwise, and every node that reads the old value is either an ancestor of the node that writes the new one, so that it has run before, or that node
/// itself, which reads an element before it writes the element. Outputs are therefore written last of all that reads their old values; <see cref="Output"/> is
/// called when nothing will read them any more.
/// </summary>
internal sealed class VectorModel
{
    private const long Opset = 18;
    private readonly GraphBuilder _builder;

    /// <param name="name">Name of the graph.</param>
    /// <param name="inputs">Vectors and, where a count is given, small inputs.</param>
    public VectorModel(string name, params IEnumerable<(string Name, long Count)> inputs)
    {
        Model = new OnnxModel(name, Opset);
        foreach (var (input, count) in inputs)
            Model.Graph.Inputs.Add(new ValueInfo(input, ElementType.Float, Shape.Of([count])));
        _builder = new GraphBuilder(Model.Graph, ShapeTable.Infer(Model));
    }

    public OnnxModel Model { get; }

    public string Op(string opType, params string[] inputs) => _builder.Add(opType, inputs);

    public string Mul(string a, string b) => Op("Mul", a, b);

    public string Add(string a, string b) => Op("Add", a, b);

    public string Sub(string a, string b) => Op("Sub", a, b);

    /// <summary>A number as a vector of one element, which every vector can be combined with.</summary>
    public string Number(float value) => _builder.Scalar(value, 1);

    public string Ints(params long[] values) => _builder.Ints(values);

    public string[] Split(string vector, params long[] lengths) =>
        lengths.Length == 1 ? [vector] : _builder.AddMany("Split", lengths.Length, [vector, Ints(lengths)], NodeAttribute.Int("axis", 0));

    public string Add(string opType, IEnumerable<string> inputs, params IEnumerable<NodeAttribute> attributes) => _builder.Add(opType, inputs, attributes);

    /// <summary>Writes a node whose result is an output of the model.</summary>
    public string Output(string name, ElementType type, long count, string opType, params IEnumerable<string> inputs)
    {
        Model.Graph.Outputs.Add(new ValueInfo(name, type, Shape.Of([count])));
        return _builder.AddNamed(name, opType, inputs, opType == "Concat" ? [NodeAttribute.Int("axis", 0)] : []);
    }
}

/// <summary>A tensor's place in the flat vectors that the graphs of this folder work on, and how it trains.</summary>
/// <param name="Offset">Index of its first element.</param>
/// <param name="Length">Number of its elements, 1 or more.</param>
/// <param name="RateScale">Factor on the learning rate; what has 0 does not move, nor does its state.</param>
/// <param name="Decays">Whether weight decay and penalties apply to it.</param>
public sealed record VectorSlice(long Offset, long Length, float RateScale = 1f, bool Decays = true);
