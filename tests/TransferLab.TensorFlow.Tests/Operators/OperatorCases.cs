using TransferLab.Onnx;
using TransferLab.TensorFlow.Protos;
using static TransferLab.TensorFlow.Tests.TinyGraph;
using DataType = TransferLab.TensorFlow.Protos.DataType;

namespace TransferLab.TensorFlow.Tests.Operators;

/// <summary>
/// Tiny graphs, at least one per operator, that start from an image [2,6,7,4] with numbers between -1 and 1 (or above 0, see <see cref="IsPositive"/>).
/// </summary>
internal static class OperatorCases
{
    private const string X = "x";

    /// <summary>The cases by name: operator, then what it is about.</summary>
    public static readonly SortedDictionary<string, Action<TinyGraph>> All = Create();

    /// <summary>Whether the case takes a logarithm or root of its input.</summary>
    public static bool IsPositive(string name) => name.Split(' ')[0] is "Log" or "Log1p" or "Sqrt" or "Rsqrt" or "Pow" or "Reciprocal" or "Inv";

    private static SortedDictionary<string, Action<TinyGraph>> Create()
    {
        var cases = new SortedDictionary<string, Action<TinyGraph>>(StringComparer.Ordinal);
        foreach (var op in (string[])["Relu", "Relu6", "Elu", "Selu", "Sigmoid", "Swish", "Tanh", "Softplus", "Softsign", "Exp", "Log", "Log1p", "Sqrt",
            "Rsqrt", "Square", "Neg", "Abs", "Floor",
            "Ceil", "Round", "Rint", "Sign", "Sin", "Cos", "Erf", "Reciprocal", "Inv", "ZerosLike", "Softmax", "LogSoftmax"])
            cases.Add(op, g => g.Op(op, [g.Op("Mul", [X, g.Scalar(op == "Relu6" ? 9 : op is "Softmax" or "Elu" or "Erf" or "Round" ? 2 : 1)])]));
        cases.Add("LeakyRelu default", g => g.Op("LeakyRelu", [X]));
        cases.Add("LeakyRelu 0.3", g => g.Op("LeakyRelu", [X], ("alpha", Of(0.3f))));
        foreach (var op in (string[])["Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "FloorDiv", "Maximum", "Minimum", "Pow", "SquaredDifference"])
        {
            cases.Add(op, g => g.Op(op, [X, g.Positive(3, 2, 6, 7, 4)]));
            cases.Add(op + " channel", g => g.Op(op, [X, g.Positive(4, 4)]));
            cases.Add(op + " map", g => g.Op(op, [X, g.Positive(5, 6, 7, 1)]));
        }
        cases.Add("Sub constant first", g => g.Op("Sub", [g.Floats(3, 7, 1), X]));
        cases.Add("AddN", g => g.Op("AddN", [X, g.Op("Relu", [X]), g.Floats(3, 2, 6, 7, 4)]));
        foreach (var op in (string[])["Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual"])
            cases.Add(op, g => g.Op("Cast", [g.Op(op, [X, g.Op("Relu", [X])])], ("DstT", Type(DataType.DtFloat))));
        foreach (var op in (string[])["LogicalAnd", "LogicalOr"])
            cases.Add(op,
                g => g.Op("Cast", [g.Op(op, [g.Op("Greater", [X, g.Scalar(-0.3f)]), g.Op("Less", [X, g.Floats(2, 4)])])], ("DstT", Type(DataType.DtFloat))));
        cases.Add("LogicalNot", g => g.Op("Cast", [g.Op("LogicalNot", [g.Op("Greater", [X, g.Scalar(0)])])], ("DstT", Type(DataType.DtFloat))));
        cases.Add("Cast",
            g => g.Op("Cast", [g.Op("Cast", [g.Op("Mul", [X, g.Scalar(5)])], ("DstT", Type(DataType.DtInt32)))], ("DstT", Type(DataType.DtFloat))));
        cases.Add("SelectV2", g => g.Op("SelectV2", [g.Op("Greater", [X, g.Scalar(0)]), X, g.Floats(2, 4)]));
        cases.Add("Select", g => g.Op("Select", [g.Op("Greater", [X, g.Scalar(0)]), X, g.Floats(2, 2, 6, 7, 4)]));
        cases.Add("Select rows", g => g.Op("Select", [g.Const(Tensor.From([true, false], 2)), X, g.Floats(2, 2, 6, 7, 4)]));
        cases.Add("BiasAdd", g => g.Op("BiasAdd", [X, g.Floats(2, 4)]));
        cases.Add("BiasAdd NCHW", g => g.Op("BiasAdd", [X, g.Floats(2, 6)], ("data_format", Text("NCHW"))));
        foreach (var (a, b) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            cases.Add($"MatMul {a} {b}",
                g => g.Op("MatMul", [g.Op("Reshape", [X, g.Ints(12, 28)]), b ? g.Floats(2, 5, a ? 12 : 28) : g.Floats(2, a ? 12 : 28, 5)],
                    ("transpose_a", Bool(a)), ("transpose_b", Bool(b))));
            foreach (var op in (string[])["BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"])
                cases.Add($"{op} {a} {b}",
                    g => g.Op(op, [g.Op("Reshape", [X, g.Ints(4, 6, 14)]), b ? g.Floats(2, 4, 3, a ? 6 : 14) : g.Floats(2, 4, a ? 6 : 14, 3)],
                        ("adj_x", Bool(a)), ("adj_y", Bool(b))));
        }
        foreach (var op in (string[])["Mean", "Sum", "Max", "Min", "Prod"])
        {
            cases.Add(op + " kept", g => g.Op(op, [X, g.Ints(1, 2)], ("keep_dims", Bool(true))));
            cases.Add(op + " dropped", g => g.Op(op, [X, g.Ints(1, 2)]));
            cases.Add(op + " channels", g => g.Op(op, [X, g.Int(-1)]));
        }
        cases.Add("Mean nothing", g => g.Op("Mean", [X, g.Const(Tensor.From(Array.Empty<int>(), 0))]));
        AddMoves(cases);
        AddWindows(cases);
        return cases;
    }

    private static void AddMoves(SortedDictionary<string, Action<TinyGraph>> cases)
    {
        cases.Add("Reshape", g => g.Op("Reshape", [X, g.Ints(2, -1)]));
        cases.Add("Reshape by shape",
            g => g.Op("Reshape",
                [X, g.Op("Pack", [g.Op("StridedSlice", [g.Op("Shape", [X]), g.Ints(0), g.Ints(1), g.Ints(1)], ("shrink_axis_mask", Of(1))), g.Int(168)],
                    ("axis", Of(0)))]));
        cases.Add("Squeeze", g => g.Op("Squeeze", [g.Op("Mean", [X, g.Ints(1, 2)], ("keep_dims", Bool(true)))], ("squeeze_dims", List(1, 2))));
        cases.Add("Squeeze all", g => g.Op("Squeeze", [g.Op("Mean", [X, g.Ints(1)], ("keep_dims", Bool(true)))]));
        cases.Add("ExpandDims", g => g.Op("ExpandDims", [g.Op("Mean", [X, g.Ints(1, 2)]), g.Int(-2)]));
        cases.Add("Transpose", g => g.Op("Transpose", [g.Op("Relu", [X]), g.Ints(0, 2, 3, 1)]));
        foreach (var op in (string[])["Shape", "Size", "Rank"])
            cases.Add(op, g => g.Op("AddV2", [g.Op("Mean", [X, g.Ints(0, 1, 2)]), g.Op("Cast", [g.Op(op, [X])], ("DstT", Type(DataType.DtFloat)))]));
        cases.Add("Fill", g => g.Op("Mul", [X, g.Op("Fill", [g.Ints(7, 4), g.Scalar(2.5f)])]));
        cases.Add("Range", g => g.Op("Mul", [X, g.Op("Cast", [g.Op("Range", [g.Int(1), g.Int(8), g.Int(2)])], ("DstT", Type(DataType.DtFloat)))]));
        cases.Add("Tile", g => g.Op("Tile", [X, g.Ints(1, 2, 1, 3)]));
        cases.Add("BroadcastTo", g => g.Op("BroadcastTo", [g.Op("Mean", [X, g.Ints(1)], ("keep_dims", Bool(true))), g.Ints(2, 6, 7, 4)]));
        cases.Add("SpaceToDepth", g => g.Op("SpaceToDepth", [g.Op("Slice", [X, g.Ints(0, 0, 1, 0), g.Ints(-1, 6, 6, -1)])], ("block_size", Of(2L))));
        cases.Add("DepthToSpace", g => g.Op("DepthToSpace", [X], ("block_size", Of(2L))));
        cases.Add("ConcatV2 channels", g => g.Op("ConcatV2", [X, g.Op("Relu", [X]), g.Floats(2, 2, 6, 7, 3), g.Int(-1)]));
        cases.Add("ConcatV2 rows", g => g.Op("ConcatV2", [X, g.Op("Neg", [X]), g.Int(1)]));
        cases.Add("Concat", g => g.Op("Concat", [g.Int(3), X, g.Op("Neg", [X])]));
        cases.Add("Pack", g => g.Op("Pack", [X, g.Op("Neg", [X])], ("axis", Of(-1L))));
        cases.Add("Unpack", g => g.Op("AddV2", ["u:1", g.Add("Unpack", "u", [X], ("axis", Of(3L)), ("num", Of(4L)))]));
        cases.Add("Split", g => g.Op("Sub", ["s:1", g.Add("Split", "s", [g.Int(3), X], ("num_split", Of(2L)))]));
        cases.Add("SplitV", g => g.Op("Sub", ["v:1", g.Add("SplitV", "v", [X, g.Ints(1, -1), g.Int(3)], ("num_split", Of(2L)))]));
        cases.Add("GatherV2", g => g.Op("GatherV2", [X, g.Ints(3, 0, 3), g.Int(3)]));
        cases.Add("Gather", g => g.Op("Gather", [X, g.Ints(1, 0, 1)]));
        cases.Add("ReverseV2", g => g.Op("ReverseV2", [X, g.Ints(3, 1)]));
        cases.Add("Slice", g => g.Op("Slice", [g.Op("Relu", [X]), g.Ints(0, 1, 2, 1), g.Ints(-1, 3, -1, 2)]));
        void Strided(string name, int[] begin, int[] end, int[] step, params (string, int)[] masks) => cases.Add("StridedSlice " + name,
            g => g.Op("StridedSlice", [g.Op("Relu", [X]), g.Ints(begin), g.Ints(end), g.Ints(step)], [.. masks.Select(m => (m.Item1, Of((long)m.Item2)))]));
        Strided("plain", [0, 1, 2, 0], [2, 5, 6, 3], [1, 2, 1, 1]);
        Strided("negative", [0, -1, -2, 0], [2, 1, -6, 4], [1, -1, -2, 1]);
        Strided("open", [9, 2, 0, 1], [0, 0, 0, 3], [1, 1, -1, 1], ("begin_mask", 0b0101), ("end_mask", 0b0111));
        Strided("ellipsis", [0, 1], [0, 3], [1, 1], ("ellipsis_mask", 1));
        Strided("new axis", [0, 0, 0], [0, 2, 4], [1, 1, 1], ("new_axis_mask", 1));
        Strided("index", [0, -1, 0], [2, 0, 4], [1, 1, 1], ("shrink_axis_mask", 0b10));
        Strided("ellipsis and index", [1, 0, 2], [2, 0, 3], [1, 1, 1], ("ellipsis_mask", 0b10), ("shrink_axis_mask", 0b101));
        string Pads(TinyGraph g) => g.Const(Tensor.From([0, 0, 1, 2, 3, 0, 1, 1], 4, 2));
        cases.Add("Pad", g => g.Op("Pad", [X, Pads(g)]));
        cases.Add("PadV2", g => g.Op("PadV2", [X, Pads(g), g.Scalar(-3)]));
        cases.Add("MirrorPad reflect", g => g.Op("MirrorPad", [X, Pads(g)], ("mode", Text("REFLECT"))));
        cases.Add("MirrorPad symmetric", g => g.Op("MirrorPad", [X, Pads(g)], ("mode", Text("SYMMETRIC"))));
        foreach (var op in (string[])["Identity", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot", "EnsureShape", "IdentityN"])
            cases.Add(op, g => g.Op("Neg", [g.Op(op, [g.Op("Relu", [X])])]));
        cases.Add("PlaceholderWithDefault", g => g.Op("Mul", [X, g.Op("PlaceholderWithDefault", [g.Scalar(3)])]));
    }

    private static void AddWindows(SortedDictionary<string, Action<TinyGraph>> cases)
    {
        foreach (var padding in (string[])["SAME", "VALID", "EXPLICIT"])
            foreach (var stride in (int[])[1, 2, 3])
            {
                (string, Protos.AttrValue)[] window = [("padding", Text(padding)), ("strides", List(1, stride, stride, 1)),
                    ("explicit_paddings", List(0, 0, 1, 2, 0, 1, 0, 0))];
                cases.Add($"Conv2D {padding} {stride}", g => g.Op("Conv2D", [X, g.Floats(2, 3, 2, 4, 5)], window));
                cases.Add($"DepthwiseConv2dNative {padding} {stride}", g => g.Op("DepthwiseConv2dNative", [X, g.Floats(2, 3, 3, 4, 2)], window));
                if (padding == "EXPLICIT")
                    continue;
                cases.Add($"MaxPool {padding} {stride}", g => g.Op("MaxPool", [X], [.. window, ("ksize", List(1, 3, 2, 1))]));
                cases.Add($"AvgPool {padding} {stride}", g => g.Op("AvgPool", [X], [.. window, ("ksize", List(1, 2, 3, 1))]));
            }
        cases.Add("Conv2D dilated",
            g => g.Op("Conv2D", [X, g.Floats(2, 3, 3, 4, 5)], ("padding", Text("SAME")), ("strides", List(1, 1, 1, 1)), ("dilations", List(1, 2, 3, 1))));
        cases.Add("Conv2D grouped", g => g.Op("Conv2D", [X, g.Floats(2, 3, 3, 2, 6)], ("padding", Text("SAME")), ("strides", List(1, 1, 1, 1))));
        cases.Add("Conv2D NCHW",
            g => g.Op("Conv2D", [g.Op("Transpose", [X, g.Ints(0, 3, 1, 2)]), g.Floats(2, 3, 3, 4, 5)], ("padding", Text("SAME")), ("strides", List(1, 1, 2, 2)),
                ("data_format", Text("NCHW"))));
        cases.Add("SpaceToBatchND atrous", g =>
        {
            var scattered = g.Op("SpaceToBatchND", [X, g.Ints(2, 2), g.Const(Tensor.From([2, 2, 2, 3], 2, 2))]);
            var convolution = g.Op("Conv2D", [scattered, g.Floats(2, 3, 3, 4, 5)], ("padding", Text("VALID")), ("strides", List(1, 1, 1, 1)));
            g.Op("BatchToSpaceND", [g.Op("BiasAdd", [convolution, g.Floats(3, 5)]), g.Ints(2, 2), g.Const(Tensor.From([0, 0, 0, 1], 2, 2))]);
        });
        foreach (var (padding, h, w, stride) in new[] { ("SAME", 12, 13, 2), ("SAME", 11, 14, 2), ("VALID", 13, 15, 2), ("VALID", 14, 15, 2),
            ("SAME", 6, 7, 1) })
            cases.Add($"Conv2DBackpropInput {padding} {h} {stride}",
                g => g.Op("Conv2DBackpropInput", [g.Ints(2, h, w, 5), g.Floats(2, 3, 3, 5, 4), X], ("padding", Text(padding)),
                    ("strides", List(1, stride, stride, 1))));
        foreach (var op in (string[])["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"])
            cases.Add(op,
                g => g.Op(op, [X, g.Floats(2, 4), g.Floats(3, 4), g.Floats(4, 4), g.Positive(5, 4)], ("is_training", Bool(false)), ("epsilon", Of(0.01f))));
        cases.Add("LRN", g => g.Op("LRN", [X], ("depth_radius", Of(1L)), ("bias", Of(2f)), ("alpha", Of(0.3f)), ("beta", Of(0.75f))));
        foreach (var op in (string[])["ResizeBilinear", "ResizeNearestNeighbor"])
            foreach (var (corners, centers) in new[] { (false, false), (true, false), (false, true) })
                foreach (var (h, w) in new[] { (12, 9), (4, 5) })
                    cases.Add($"{op} {(corners ? "corners" : centers ? "centers" : "legacy")} {h}",
                        g => g.Op(op, [X, g.Ints(h, w)], ("align_corners", Bool(corners)), ("half_pixel_centers", Bool(centers))));
    }
}
