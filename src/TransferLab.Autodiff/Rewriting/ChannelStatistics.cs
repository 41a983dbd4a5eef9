namespace TransferLab.Autodiff.Rewriting;

/// <summary>The parameters of a batch normalisation with fixed statistics as one factor and one offset per channel: y = x * a + (bias - mean * a).</summary>
internal sealed class ChannelStatistics
{
    private readonly GraphBuilder _builder;

    public ChannelStatistics(GraphBuilder builder, Node node)
    {
        _builder = builder;
        Scale = ChannelVector.Of(builder, node.Inputs[1]);
        Bias = ChannelVector.Of(builder, node.Inputs[2]);
        Mean = ChannelVector.Of(builder, node.Inputs[3]);
        var epsilon = (double)node.Float("epsilon", 1e-5f);
        var variance = ChannelVector.Of(builder, node.Inputs[4]);
        var inverse = variance.Values is { } v
            ? new ChannelVector(builder, Array.ConvertAll(v, x => 1 / Math.Sqrt(x + epsilon)))
            : new ChannelVector(builder,
                builder.Add("Reciprocal", [builder.Add("Sqrt", [builder.Add("Add", [variance.Name, builder.Scalar((float)epsilon, 1)])])]));
        Factor = Scale.Times(inverse);
    }

    public ChannelVector Scale { get; }

    public ChannelVector Bias { get; }

    public ChannelVector Mean { get; }

    /// <summary>a = scale / sqrt(variance + epsilon).</summary>
    public ChannelVector Factor { get; }

    /// <summary>Whether folding into this convolution is possible and pays.</summary>
    public bool CanFold(Node convolution)
    {
        if (!_builder.Shapes.Knows(convolution.Inputs[1]) || _builder.Shapes.Shape(convolution.Inputs[1]) is not { IsStatic: true, Rank: >= 3 } weight)
            return false;
        // Output channels are spread over two axes of a grouped ConvTranspose's weight.
        if (convolution.Is("ConvTranspose") && convolution.Int("group", 1) != 1)
            return false;
        var constantWeight = _builder.Graph.Initializers.ContainsKey(convolution.Inputs[1]);
        return !constantWeight || Factor.Values is not null
            || (convolution.Is("Conv") && convolution.Int("group", 1) == 1 && weight.Skip(2).All(d => d.Value == 1));
    }

    /// <summary>bias + (convolutionBias - mean) * a.</summary>
    public ChannelVector Offset(ChannelVector? convolutionBias) =>
        Bias.Minus((convolutionBias is null ? Mean : Mean.Minus(convolutionBias)).Times(Factor));

    /// <summary>Writes y = x * a + offset over [N,C,...].</summary>
    public void WriteAffine(string x, string y)
    {
        var shape = _builder.Shapes.Shape(x);
        var scaled = _builder.Add("Mul", [x, Factor.PerChannel(shape.Rank, 1)]);
        _builder.AddNamed(y, "Add", [scaled, Offset(null).PerChannel(shape.Rank, 1)]);
    }
}

/// <summary>One number per channel: known now, or a value of the graph. Arithmetic between known ones happens at once, in double precision.</summary>
internal sealed class ChannelVector
{
    private readonly GraphBuilder _builder;
    private readonly string? _value;
    private string? _name;

    public ChannelVector(GraphBuilder builder, double[] values)
    {
        _builder = builder;
        Values = values;
    }

    public ChannelVector(GraphBuilder builder, string value)
    {
        _builder = builder;
        _value = value;
    }

    /// <summary>The numbers, when they are known.</summary>
    public double[]? Values { get; }

    /// <summary>The vector as a value of the graph, [C]; written as a constant on first use.</summary>
    public string Name => _value ?? (_name ??= _builder.Constant(Tensor.From(Array.ConvertAll(Values!, v => (float)v), Values!.Length), "channel"));

    public static ChannelVector Of(GraphBuilder builder, string value) => builder.Graph.Initializers.TryGetValue(value, out var tensor)
        ? new(builder, Array.ConvertAll(tensor.ToFloats(), v => (double)v))
        : new(builder, value);

    public ChannelVector Times(ChannelVector other) => Combine("Mul", other, (a, b) => a * b);

    public ChannelVector Minus(ChannelVector other) => Combine("Sub", other, (a, b) => a - b);

    /// <summary>The vector with its channels at one axis of a tensor of the given rank, ones elsewhere.</summary>
    public string PerChannel(int rank, int axis)
    {
        if (Values is { } known)
        {
            var place = Enumerable.Range(0, rank).Select(i => i == axis ? (long)known.Length : 1);
            return _builder.Constant(Tensor.From(Array.ConvertAll(known, v => (float)v), place), "channel");
        }
        var dims = Enumerable.Repeat(Dim.Of(1), rank).ToArray();
        dims[axis] = _builder.Shapes.Shape(Name)[0];
        return _builder.Add("Reshape", [Name, _builder.Ints(new Shape(dims).ToLongs())]);
    }

    private ChannelVector Combine(string op, ChannelVector other, Func<double, double, double> now) => Values is { } a && other.Values is { } b
        ? new(_builder, [.. a.Zip(b, now)])
        : new(_builder, _builder.Add(op, [Name, other.Name]));
}
