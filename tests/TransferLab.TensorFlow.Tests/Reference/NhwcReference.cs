using TransferLab.Onnx;
using TransferLab.TensorFlow.Graphs;
using TransferLab.Testing.Reference;

namespace TransferLab.TensorFlow.Tests.Reference;

/// <summary>
/// What TensorFlow's operators compute, as plain loops over channels-last arrays in double precision, written from their definitions and sharing nothing with
/// the converter but the reading of the file.
/// </summary>
internal static class NhwcReference
{
    private static readonly Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> s_operators = Create();

    public static bool Knows(string op) => s_operators.ContainsKey(op);

    /// <summary>The value of an output for one value of all placeholders.</summary>
    public static NDArray Evaluate(TfValue output, NDArray x)
    {
        var done = new Dictionary<TfNode, NDArray[]>(ReferenceEqualityComparer.Instance);
        var graph = new TfGraph();
        graph.Outputs.Add(("", output));
        foreach (var node in graph.Sorted())
            done[node] = node.Op switch
            {
                "Placeholder" => [x],
                "Const" => [NDArray.From(node.Constant())],
                _ => s_operators[node.Op](node, [.. node.Inputs.Select(i => done[i.Node][i.Port])]),
            };
        return done[output.Node][output.Port];
    }

    /// <summary>An array whose elements are given by their index.</summary>
    public static NDArray Build(ElementType type, int[] dims, Func<int[], double> element)
    {
        var result = NDArray.Zeros(type, dims);
        var index = new int[dims.Length];
        for (var i = 0; i < result.Count; i++)
        {
            for (int axis = dims.Length - 1, rest = i; axis >= 0; axis--)
            {
                index[axis] = rest % dims[axis];
                rest /= dims[axis];
            }
            result.Values[i] = element(index);
        }
        return result;
    }

    public static NDArray Permute(NDArray x, int[] order)
    {
        var source = new int[order.Length];
        return Build(x.Type, [.. order.Select(o => x.Dims[o])], i =>
        {
            for (var k = 0; k < order.Length; k++)
                source[order[k]] = i[k];
            return x[source];
        });
    }

    public static int[] Whole(NDArray x) => [.. x.Values.Select(v => (int)v)];

    public static int Axis(double axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    private static Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> Create()
    {
        var operators = new Dictionary<string, Func<TfNode, NDArray[], NDArray[]>>(StringComparer.Ordinal);
        ElementwiseReference.Register(operators);
        WindowReference.Register(operators);
        ShapeReference.Register(operators);
        MovingReference.Register(operators);
        return operators;
    }
}
