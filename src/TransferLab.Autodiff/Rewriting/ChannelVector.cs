using TransferLab.Autodiff.Rules;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rewriting;

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
            return _builder.Constant(Tensor.From(Array.ConvertAll(known, v => (float)v), Enumerable.Range(0, rank).Select(i => i == axis ? (long)known.Length : 1)), "channel");
        var dims = Enumerable.Repeat(Dim.Of(1), rank).ToArray();
        dims[axis] = _builder.Shapes.Shape(Name)[0];
        return _builder.Reshape(Name, dims);
    }

    private ChannelVector Combine(string op, ChannelVector other, Func<double, double, double> now) => Values is { } a && other.Values is { } b
        ? new(_builder, [.. a.Zip(b, now)])
        : new(_builder, _builder.Add(op, [Name, other.Name]));
}
