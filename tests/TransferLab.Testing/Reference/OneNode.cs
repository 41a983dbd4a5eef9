using TransferLab.Onnx;

namespace TransferLab.Testing.Reference;

/// <summary>
/// A model of a single node together with what is fed to it, put together fluently:
/// <c>OneNode.Of("Conv", NodeAttribute.Ints("strides", 2, 2)).Input("x", NDArray.Random(1, -1, 1, 2, 3, 5, 5)).Input("w", …).Check()</c>.
/// Inputs are taken in the order of the calls. The first dimension of the first input is declared as the symbol <c>N</c> unless <see cref="StaticBatch"/>
/// is called, so that every check also proves that the rule does not need to know the batch size.
/// </summary>
public sealed class OneNode
{
    private readonly string _opType;
    private readonly NodeAttribute[] _attributes;
    private readonly List<(string Name, NDArray? Feed, Tensor? Constant, bool Differentiate, bool Batched)> _inputs = [];
    private long _opset = 20;
    private int _outputs = 1;
    private bool _symbolicBatch = true;

    private OneNode(string opType, NodeAttribute[] attributes)
    {
        _opType = opType;
        _attributes = attributes;
    }

    /// <summary>Starts with an operator of the default domain.</summary>
    public static OneNode Of(string opType, params NodeAttribute[] attributes) => new(opType, attributes);

    /// <summary>The operator-set version; 20 unless stated. Gradient graphs need at least 13.</summary>
    public OneNode Opset(long version)
    {
        _opset = version;
        return this;
    }

    /// <summary>The number of outputs; 1 unless stated.</summary>
    public OneNode Outputs(int count)
    {
        _outputs = count;
        return this;
    }

    /// <summary>Declares all dimensions of the first input as numbers.</summary>
    public OneNode StaticBatch()
    {
        _symbolicBatch = false;
        return this;
    }

    /// <summary>Adds an input that is fed and differentiated by.</summary>
    /// <param name="name">Name of the value.</param>
    /// <param name="feed">What to feed.</param>
    /// <param name="batched">Whether its first dimension is the batch size too; the first input's always is.</param>
    public OneNode Input(string name, NDArray feed, bool batched = false)
    {
        _inputs.Add((name, feed, null, true, batched || _inputs.Count == 0));
        return this;
    }

    /// <summary>Adds an input that is fed but not differentiated by.</summary>
    /// <param name="name">Name of the value.</param>
    /// <param name="feed">What to feed.</param>
    /// <param name="batched">Whether its first dimension is the batch size too; the first input's always is.</param>
    public OneNode Fixed(string name, NDArray feed, bool batched = false)
    {
        _inputs.Add((name, feed, null, false, batched || _inputs.Count == 0));
        return this;
    }

    /// <summary>Adds an input that is a constant of the graph.</summary>
    public OneNode Constant(string name, Tensor value)
    {
        _inputs.Add((name, null, value, false, false));
        return this;
    }

    /// <summary>Leaves an optional input out.</summary>
    public OneNode Omit()
    {
        _inputs.Add(("", null, null, false, false));
        return this;
    }

    /// <summary>The arrays to feed, by input.</summary>
    public IReadOnlyDictionary<string, NDArray> Feeds => _inputs.Where(i => i.Feed is not null).ToDictionary(i => i.Name, i => i.Feed!);

    /// <summary>The inputs to differentiate by.</summary>
    public IReadOnlyList<string> Wrt => [.. _inputs.Where(i => i.Differentiate).Select(i => i.Name)];

    /// <summary>The model: outputs are called <c>y0</c>, <c>y1</c> …</summary>
    public OnnxModel Model()
    {
        var model = new OnnxModel(_opType, _opset) { IrVersion = 8 };
        foreach (var (name, feed, constant, _, batched) in _inputs)
        {
            if (constant is not null)
                model.Graph.Initializers.Add(name, constant);
            if (feed is not null)
                model.Graph.Inputs.Add(new ValueInfo(name, feed.Type, Declared(feed, batched)));
        }
        string[] outputs = [.. Enumerable.Range(0, _outputs).Select(i => $"y{i}")];
        model.Graph.Nodes.Add(new Node(_opType, _inputs.Select(i => i.Name), outputs, _attributes));
        var values = ReferenceInterpreter.Run(model, Feeds, outputs);
        model.Graph.Outputs.AddRange(outputs.Select(o => new ValueInfo(o, values[o].Type, null)));
        return model;
    }

    /// <summary>Checks the gradients of all <see cref="Input"/>s and fails the running test where one is wrong.</summary>
    public GradientReport Check(GradientCheckOptions? options = null) => GradientCheck.Run(Model(), Feeds, Wrt, options);

    private Shape Declared(NDArray feed, bool batched)
    {
        var shape = Shape.Of(feed.Dims.Select(d => (long)d));
        return batched && _symbolicBatch && feed.Rank > 0 ? shape.With(0, Dim.Of("N")) : shape;
    }
}
