using TransferLab.Onnx;

namespace TransferLab.Testing.Reference;

/// <summary>One node about to be computed: its attributes, the arrays that flow in, and the operator-set version it is written in.</summary>
internal sealed class OperatorCall(Node node, NDArray?[] inputs, long opset)
{
    public Node Node => node;

    public long Opset => opset;

    /// <summary>Number of inputs, left-out ones within the list included.</summary>
    public int InputCount => inputs.Length;

    /// <summary>All inputs of a variadic operator.</summary>
    public IEnumerable<NDArray> Inputs => inputs.Select((_, i) => this[i]);

    /// <summary>An input that must be there.</summary>
    public NDArray this[int index] => Optional(index) ?? throw new InvalidOperationException($"{node} lacks its input {index}.");

    /// <summary>An optional input; null where it is left out.</summary>
    public NDArray? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>Integers that older operator sets state as an attribute and newer ones as an input; null when neither is there.</summary>
    public int[]? IntsFrom(string attribute, int input) => Ints(attribute) ?? Optional(input)?.ToInts();

    public int[]? Ints(string attribute) => node.Ints(attribute) is { } values ? Array.ConvertAll(values, v => (int)Math.Clamp(v, int.MinValue, int.MaxValue)) : null;

    public int Int(string attribute, int fallback) => checked((int)node.Int(attribute, fallback));

    public bool Flag(string attribute, bool fallback = false) => node.Int(attribute, fallback ? 1 : 0) != 0;

    public double Float(string attribute, float fallback) => node.Float(attribute, fallback);

    /// <summary>An axis attribute as an index from 0 to rank-1 (or rank, where one past the end is meant).</summary>
    public int Axis(string attribute, int fallback, int rank) => Wrap(Int(attribute, fallback), rank);

    /// <summary>A possibly negative index counted from the start.</summary>
    public static int Wrap(int index, int size) => index < 0 ? index + size : index;

    public InvalidOperationException Error(string reason) => new($"{node}: {reason}");
}
