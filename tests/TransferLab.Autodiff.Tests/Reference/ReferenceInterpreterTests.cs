using TransferLab.Onnx;
using TransferLab.Runtime;
using TransferLab.Testing.Reference;
using static TransferLab.Onnx.NodeAttribute;
using static TransferLab.Testing.Reference.OneNode;
using Tensor = TransferLab.Onnx.Tensor;

namespace TransferLab.Autodiff.Tests.Reference;

/// <summary>The reference interpreter gives what ONNX Runtime gives, operator by operator.</summary>
public class ReferenceInterpreterTests
{
    private static readonly Dictionary<string, Func<OneNode>> s_cases = Cases().ToDictionary(c => c.Name, c => c.Node);

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_onnx_runtime_on(string name)
    {
        var node = s_cases[name]();
        var model = node.Model();
        string[] outputs = [.. model.Graph.Outputs.Select(o => o.Name)];
        var expected = RuntimeRunner.Run(model, node.Feeds, outputs, GraphOptimization.None);
        var actual = ReferenceInterpreter.Run(model, node.Feeds, outputs);
        foreach (var output in outputs)
        {
            Assert.Equal(expected[output].Type, actual[output].Type);
            Assert.Equal(expected[output].Dims, actual[output].Dims);
            for (var i = 0; i < expected[output].Count; i++)
                Assert.True(Math.Abs(expected[output].Values[i] - actual[output].Values[i]) <= 2e-5 * (1 + Math.Abs(expected[output].Values[i])),
                    $"{output}[{string.Join(',', expected[output].IndexOf(i))}]: runtime {expected[output].Values[i]}, interpreter {actual[output].Values[i]}");
        }
    }

    [Fact]
    public void Every_operator_is_compared_with_onnx_runtime()
    {
        var covered = s_cases.Values.Select(c => c().Model().Graph.Nodes[0].OpType).ToHashSet();
        Assert.Empty(ReferenceInterpreter.SupportedOperators.Except(covered));
    }

    [Fact]
    public void An_unknown_operator_is_refused_by_name()
    {
        var model = new OnnxModel("g", 17);
        model.Graph.Nodes.Add(new Node("Scan", ["x"], ["y"]));
        var error = Assert.Throws<NotSupportedException>(() => new ReferenceInterpreter(model, ["y"]));
        Assert.Contains("Scan 'y'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rerun_gives_what_a_whole_run_gives()
    {
        var model = new OnnxModel("g", 17);
        model.Graph.Nodes.Add(new Node("Mul", ["a", "a"], ["aa"]));
        model.Graph.Nodes.Add(new Node("Exp", ["b"], ["eb"]));
        model.Graph.Nodes.Add(new Node("Add", ["aa", "eb"], ["y"]));
        var interpreter = new ReferenceInterpreter(model, ["y"]);
        var values = interpreter.Run(new Dictionary<string, NDArray> { ["a"] = NDArray.Float([1, 2], 2), ["b"] = NDArray.Float([0, 1], 2) });
        var again = interpreter.Rerun(values, "a", NDArray.Float([3, 4], 2));
        Assert.Same(values["eb"], again["eb"]);
        Assert.Equal([10, 16 + Math.E], again["y"].Values);
        Assert.Equal([2, 4 + Math.E], values["y"].Values);
    }

    private static NDArray X(params int[] dims) => NDArray.Random(dims.Sum() + dims.Length, -2, 2, dims);

    private static NDArray Positive(params int[] dims) => NDArray.Random(dims.Sum() + dims.Length, 0.2, 2, dims);

    private static Tensor L(params long[] values) => Tensor.Vector(values);

    private static IEnumerable<(string Name, Func<OneNode> Node)> Cases() =>
        [.. Elementwise(), .. Windows(), .. Norms(), .. Reductions(), .. Layout(), .. Indexing(), .. Makers()];

    private static IEnumerable<(string Name, Func<OneNode> Node)> Elementwise()
    {
        foreach (var op in (string[])["Identity", "Neg", "Abs", "Sign", "Reciprocal", "Floor", "Ceil", "Round", "Exp", "Sin", "Cos", "Tan", "Atan", "Erf",
            "Tanh", "Sigmoid", "Relu",
            "Softplus", "Softsign", "Mish", "HardSwish", "LeakyRelu", "ThresholdedRelu", "Elu", "Celu", "Selu", "HardSigmoid", "Gelu", "Softmax", "LogSoftmax"])
            yield return (op, () => Of(op).Input("x", X(2, 3, 5)));
        foreach (var op in (string[])["Sqrt", "Log"])
            yield return (op, () => Of(op).Input("x", Positive(3, 4)));
        foreach (var op in (string[])["Add", "Sub", "Mul", "PRelu"])
            yield return (op, () => Of(op).Input("x", X(2, 3, 4)).Input("y", X(3, 1)));
        foreach (var op in (string[])["Div", "Pow", "Mod"])
            yield return (op, () => Of(op, op == "Mod" ? [Int("fmod", 1)] : []).Input("x", Positive(2, 3)).Input("y", Positive(4, 1, 3)));
        foreach (var op in (string[])["Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"])
            yield return (op, () => Of(op).Input("x", NDArray.Float([1, 2, 3, 4], 4)).Input("y", NDArray.Float([1, 3, 2, 4], 4)));
        foreach (var op in (string[])["And", "Or", "Xor"])
            yield return (op,
                () => Of(op).Fixed("x", new NDArray(ElementType.Bool, [0, 0, 1, 1], 4)).Fixed("y", new NDArray(ElementType.Bool, [0, 1, 0, 1], 4)));
        yield return ("Not", () => Of("Not").Fixed("x", new NDArray(ElementType.Bool, [0, 1], 2)));
        foreach (var op in (string[])["Max", "Min", "Sum", "Mean"])
            yield return (op, () => Of(op).Input("x", X(2, 3)).Input("y", X(3)).Input("z", X(2, 1)));
        yield return ("Where", () => Of("Where").Fixed("c", new NDArray(ElementType.Bool, [0, 1, 1], 3)).Input("x", X(2, 1)).Input("y", X(3)).StaticBatch());
        yield return ("Div of integers", () => Of("Div").Fixed("x", NDArray.Longs(7, -7, 9)).Fixed("y", NDArray.Longs(2, 2, -4)));
        yield return ("Erf far out", () => Of("Erf").Input("x", NDArray.Float([-6, -3.1, -2.4, -1e-3, 0, 0.3, 1.7, 2.49, 2.51, 4], 10)));
        yield return ("Gelu by tanh", () => Of("Gelu", NodeAttribute.String("approximate", "tanh")).Input("x", X(3, 4)));
        yield return ("HardSigmoid with attributes", () => Of("HardSigmoid", Float("alpha", 0.3f), Float("beta", 0.4f)).Input("x", X(3, 4)));
        yield return ("Clip", () => Of("Clip").Input("x", X(3, 4)).Constant("low", Tensor.Scalar(-0.5f)).Constant("high", Tensor.Scalar(1f)));
        yield return ("Clip without a lower limit", () => Of("Clip").Input("x", X(3, 4)).Omit().Constant("high", Tensor.Scalar(1f)));
        yield return ("Clip of old", () => Of("Clip", Float("min", 0), Float("max", 1.5f)).Input("x", X(3, 4)).Opset(10));
        yield return ("Cast to integers", () => Of("Cast", Int("to", 7)).Input("x", X(3, 4)));
        yield return ("Cast to bool", () => Of("Cast", Int("to", 9)).Input("x", NDArray.Float([0, 0.5, -1], 3)));
        yield return ("CastLike", () => Of("CastLike").Input("x", X(3, 4)).Fixed("like", NDArray.Longs(1)));
        yield return ("Softmax of old", () => Of("Softmax").Input("x", X(2, 3, 4)).Opset(11));
        yield return ("Softmax over channels", () => Of("Softmax", Int("axis", 1)).Input("x", X(2, 3, 4)));
        yield return ("Dropout", () => Of("Dropout").Input("x", X(2, 3)).Outputs(2));
    }

    private static IEnumerable<(string Name, Func<OneNode> Node)> Windows()
    {
        yield return ("Conv", () => Of("Conv").Input("x", X(2, 3, 5, 6)).Input("w", X(4, 3, 3, 2)).Input("b", X(4)));
        yield return ("Conv strided, dilated, padded",
            () => Of("Conv", Ints("strides", 2, 1), Ints("dilations", 1, 2), Ints("pads", 1, 0, 2, 3)).Input("x", X(2, 3, 7, 8)).Input("w", X(4, 3, 3, 3)));
        yield return ("Conv in groups", () => Of("Conv", Int("group", 2)).Input("x", X(2, 4, 5, 5)).Input("w", X(6, 2, 3, 3)));
        yield return ("Conv in one dimension", () => Of("Conv", Ints("pads", 1, 1)).Input("x", X(2, 3, 9)).Input("w", X(4, 3, 3)));
        foreach (var auto in (string[])["SAME_UPPER", "SAME_LOWER", "VALID"])
        {
            yield return ($"Conv {auto}",
                () => Of("Conv", NodeAttribute.String("auto_pad", auto), Ints("strides", 2, 3)).Input("x", X(1, 2, 7, 8)).Input("w", X(2, 2, 4, 3)));
            yield return ($"ConvTranspose {auto}",
                () => Of("ConvTranspose", NodeAttribute.String("auto_pad", auto), Ints("strides", 2, 2)).Input("x", X(1, 2, 4, 5)).Input("w", X(2, 3, 3, 3)));
            yield return ($"AveragePool {auto}",
                () => Of("AveragePool", NodeAttribute.String("auto_pad", auto), Ints("kernel_shape", 3, 2), Ints("strides", 2, 2)).Input("x", X(1, 2, 6, 7)));
        }
        yield return ("ConvTranspose",
            () => Of("ConvTranspose", Ints("strides", 2, 3), Ints("pads", 1, 0, 0, 1), Ints("output_padding", 1, 2), Int("group", 2)).Input("x", X(2, 4, 3, 4))
                .Input("w", X(4, 3, 3, 2)).Input("b", X(6)));
        yield return ("ConvTranspose dilated", () => Of("ConvTranspose", Ints("dilations", 2, 2)).Input("x", X(1, 2, 3, 4)).Input("w", X(2, 3, 2, 3)));
        yield return ("ConvTranspose to a shape",
            () => Of("ConvTranspose", Ints("strides", 3, 2), Ints("output_shape", 10, 8)).Input("x", X(1, 2, 3, 3)).Input("w", X(2, 3, 3, 3)));
        foreach (var ceil in (long[])[0, 1])
        {
            yield return ($"MaxPool ceil {ceil}",
                () => Of("MaxPool", Ints("kernel_shape", 3, 2), Ints("strides", 2, 3), Ints("pads", 1, 0, 1, 1), Int("ceil_mode", ceil))
                    .Input("x", NDArray.Distinct(1, -3, 3, 2, 2, 6, 8)).Outputs(2));
            foreach (var include in (long[])[0, 1])
                yield return ($"AveragePool ceil {ceil} include {include}",
                    () => Of("AveragePool", Ints("kernel_shape", 3, 2), Ints("strides", 2, 3), Ints("pads", 1, 0, 1, 1), Int("ceil_mode", ceil),
                        Int("count_include_pad", include)).Input("x", X(2, 2, 6, 8)));
        }
        yield return ("MaxPool dilated",
            () => Of("MaxPool", Ints("kernel_shape", 2, 2), Ints("dilations", 2, 3)).Input("x", NDArray.Distinct(1, -3, 3, 1, 2, 6, 8)).Outputs(2));
        yield return ("LpPool", () => Of("LpPool", Ints("kernel_shape", 2, 2), Int("p", 3)).Input("x", X(2, 2, 4, 4)));
        yield return ("GlobalAveragePool", () => Of("GlobalAveragePool").Input("x", X(2, 3, 4, 5)));
        yield return ("GlobalMaxPool", () => Of("GlobalMaxPool").Input("x", X(2, 3, 4, 5)));
        yield return ("Gemm",
            () => Of("Gemm", Int("transA", 1), Int("transB", 1), Float("alpha", 0.5f), Float("beta", 2f)).Input("a", X(4, 3)).Input("b", X(5, 4))
                .Input("c", X(5)));
        yield return ("MatMul", () => Of("MatMul").Input("a", X(2, 1, 3, 4)).Input("b", X(5, 4, 2)));
        yield return ("MatMul of a vector", () => Of("MatMul").Input("a", X(2, 3, 4)).Input("b", X(4)));
        yield return ("Einsum", () => Of("Einsum", NodeAttribute.String("equation", "bhid,bhjd->bhij")).Input("a", X(2, 2, 3, 4)).Input("b", X(2, 2, 5, 4)));
        yield return ("Einsum without an arrow", () => Of("Einsum", NodeAttribute.String("equation", "ij,jk")).Input("a", X(2, 3)).Input("b", X(3, 4)));
    }

    private static IEnumerable<(string Name, Func<OneNode> Node)> Norms()
    {
        foreach (var training in (long[])[0, 1])
            yield return ($"BatchNormalization {training}",
                () => Of("BatchNormalization", Int("training_mode", training), Float("epsilon", 1e-3f), Float("momentum", 0.8f)).Opset(15)
                .Input("x", X(3, 4, 2, 2)).Input("s", X(4)).Input("b", X(4)).Input("m", X(4)).Input("v", Positive(4)).Outputs(training == 1 ? 3 : 1));
        yield return ("LayerNormalization",
            () => Of("LayerNormalization", Int("axis", -2)).Input("x", X(2, 3, 4)).Input("s", X(3, 4)).Input("b", X(3, 4)).Outputs(3));
        yield return ("InstanceNormalization", () => Of("InstanceNormalization").Input("x", X(2, 3, 4, 5)).Input("s", X(3)).Input("b", X(3)));
        yield return ("GroupNormalization",
            () => Of("GroupNormalization", Int("num_groups", 2)).Input("x", X(2, 4, 3, 3)).Input("s", X(4)).Input("b", X(4)).Opset(21));
        yield return ("GroupNormalization of old",
            () => Of("GroupNormalization", Int("num_groups", 2)).Input("x", X(2, 4, 3, 3)).Input("s", X(2)).Input("b", X(2)).Opset(18));
        yield return ("RMSNormalization", () => Of("RMSNormalization").Input("x", X(2, 3, 4)).Input("s", X(4)).Opset(23));
        foreach (var size in (long[])[3, 5])
            yield return ($"LRN {size}",
                () => Of("LRN", Int("size", size), Float("alpha", 0.3f), Float("beta", 0.6f), Float("bias", 1.5f)).Input("x", X(2, 6, 3, 2)));
        foreach (var p in (long[])[1, 2])
            yield return ($"LpNormalization {p}", () => Of("LpNormalization", Int("p", p), Int("axis", 1)).Input("x", X(2, 6, 3)));
        yield return ("SoftmaxCrossEntropyLoss",
            () => Of("SoftmaxCrossEntropyLoss", Int("ignore_index", 2)).Input("x", X(4, 3)).Fixed("labels", NDArray.Longs(0, 2, 1, 1))
                .Constant("w", Tensor.From<float>([1f, 2f, 0.5f], 3)).Outputs(2));
        foreach (var reduction in (string[])["none", "sum", "mean"])
            yield return ($"NegativeLogLikelihoodLoss {reduction}",
                () => Of("NegativeLogLikelihoodLoss", NodeAttribute.String("reduction", reduction)).Input("x", X(4, 3))
                    .Fixed("labels", NDArray.Longs(0, 2, 1, 1)));
    }

    private static IEnumerable<(string Name, Func<OneNode> Node)> Reductions()
    {
        foreach (var op in (string[])["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
            "ReduceLogSum", "ReduceLogSumExp"])
        {
            yield return (op, () => Of(op, Int("keepdims", 0)).Input("x", Positive(2, 3, 4)).Constant("axes", L(0, -1)));
            yield return ($"{op} of all", () => Of(op).Input("x", Positive(2, 3, 4)));
        }
        yield return ("ReduceMean of old", () => Of("ReduceMean", Ints("axes", 1)).Input("x", X(2, 3, 4)).Opset(13));
        yield return ("ReduceSum of nothing", () => Of("ReduceSum", Int("noop_with_empty_axes", 1)).Input("x", X(2, 3)));
        yield return ("ArgMax", () => Of("ArgMax", Int("axis", 1)).Input("x", X(2, 5, 3)));
        yield return ("ArgMin", () => Of("ArgMin", Int("axis", -1), Int("keepdims", 0)).Input("x", X(2, 5, 3)));
        yield return ("CumSum", () => Of("CumSum", Int("reverse", 1), Int("exclusive", 1)).Input("x", X(2, 5)).Constant("axis", Tensor.Scalar(1L)));
    }

    private static IEnumerable<(string Name, Func<OneNode> Node)> Layout()
    {
        yield return ("Reshape", () => Of("Reshape").Input("x", X(2, 3, 4)).Constant("shape", L(0, -1, 2)));
        yield return ("Flatten", () => Of("Flatten", Int("axis", 2)).Input("x", X(2, 3, 4, 5)));
        yield return ("Squeeze", () => Of("Squeeze").Input("x", X(2, 1, 4, 1)).Constant("axes", L(-1)));
        yield return ("Squeeze of all", () => Of("Squeeze").Input("x", X(2, 1, 4, 1)).StaticBatch());
        yield return ("Unsqueeze", () => Of("Unsqueeze").Input("x", X(2, 3)).Constant("axes", L(0, -1)));
        yield return ("Transpose", () => Of("Transpose", Ints("perm", 2, 0, 1)).Input("x", X(2, 3, 4)));
        yield return ("Expand", () => Of("Expand").Input("x", X(3, 1)).Constant("shape", L(2, 1, 4)));
        yield return ("Tile", () => Of("Tile").Input("x", X(2, 3)).Constant("repeats", L(2, 3)));
        yield return ("Shape", () => Of("Shape", Int("start", 1), Int("end", -1)).Input("x", X(2, 3, 4, 5)));
        yield return ("Size", () => Of("Size").Input("x", X(2, 3)));
        yield return ("Concat", () => Of("Concat", Int("axis", 1)).Input("x", X(2, 3)).Input("y", X(2, 1), batched: true));
        yield return ("Split", () => Of("Split", Int("axis", 1)).Input("x", X(2, 6)).Constant("sizes", L(1, 2, 3)).Outputs(3));
        yield return ("Split in unequal parts", () => Of("Split", Int("num_outputs", 3)).Input("x", X(7, 2)).Outputs(3).StaticBatch());
        yield return ("Slice",
            () => Of("Slice").Input("x", X(2, 7, 5)).Constant("starts", L(1, -1)).Constant("ends", L(long.MaxValue, long.MinValue)).Constant("axes", L(1, 2))
                .Constant("steps", L(2, -2)));
        yield return ("Slice from behind", () => Of("Slice").Input("x", X(2, 7)).Constant("starts", L(-3)).Constant("ends", L(-1)).Constant("axes", L(-1)));
        foreach (var mode in (string[])["constant", "edge", "reflect", "wrap"])
            yield return ($"Pad {mode}", () => Of("Pad", NodeAttribute.String("mode", mode)).Input("x", X(2, 4, 5)).Constant("pads", L(0, 2, 1, 0, 1, 3)));
        yield return ("Pad along axes, cropping",
            () => Of("Pad").Input("x", X(2, 4, 5)).Constant("pads", L(-1, 2, 1, -2)).Constant("value", Tensor.Scalar(0.5f)).Constant("axes", L(1, -1)));
        foreach (var mode in (string[])["DCR", "CRD"])
            yield return ($"DepthToSpace {mode}", () => Of("DepthToSpace", Int("blocksize", 2), NodeAttribute.String("mode", mode)).Input("x", X(2, 8, 2, 3)));
        yield return ("SpaceToDepth", () => Of("SpaceToDepth", Int("blocksize", 2)).Input("x", X(2, 3, 4, 6)));
        foreach (var coordinates in (string[])["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"])
            foreach (var mode in (string[])["nearest", "linear"])
                yield return ($"Resize {mode} {coordinates}",
                    () => Of("Resize", NodeAttribute.String("mode", mode), NodeAttribute.String("coordinate_transformation_mode", coordinates))
                    .Input("x", X(1, 2, 4, 5)).Omit().Omit().Constant("sizes", L(1, 2, 7, 3)).StaticBatch());
        yield return ("Resize by scales",
            () => Of("Resize", NodeAttribute.String("coordinate_transformation_mode", "asymmetric"), NodeAttribute.String("nearest_mode", "floor"))
            .Input("x", X(1, 2, 4, 5)).Omit().Constant("scales", Tensor.From<float>([1f, 1f, 2f, 2f], 4)));
    }

    private static IEnumerable<(string Name, Func<OneNode> Node)> Indexing()
    {
        yield return ("Gather", () => Of("Gather", Int("axis", 1)).Input("x", X(2, 5, 3)).Constant("i", Tensor.From<long>([0, -1, 2, 2], 2, 2)));
        yield return ("GatherElements", () => Of("GatherElements", Int("axis", 1)).Input("x", X(2, 4)).Constant("i", Tensor.From<long>([0, -1, 2, 2], 2, 2)));
        yield return ("GatherND", () => Of("GatherND", Int("batch_dims", 1)).Input("x", X(2, 3, 4)).Constant("i", Tensor.From<long>([1, 0, 2, 3], 2, 2)));
        foreach (var reduction in (string[])["none", "add", "mul", "max", "min"])
        {
            yield return ($"ScatterElements {reduction}",
                () => Of("ScatterElements", Int("axis", 1), NodeAttribute.String("reduction", reduction)).Input("x", X(2, 4))
                .Constant("i", Tensor.From<long>([0, -1, 2, reduction == "none" ? 0 : 2], 2, 2)).Input("u", X(2, 2)));
            yield return ($"ScatterND {reduction}", () => Of("ScatterND", NodeAttribute.String("reduction", reduction)).Input("x", X(4, 2))
                .Constant("i", Tensor.From<long>([1, 3, reduction == "none" ? 0 : 1], 3, 1)).Input("u", X(3, 2)));
        }
        yield return ("OneHot",
            () => Of("OneHot", Int("axis", 1)).Fixed("i", NDArray.Longs(0, 2, -1, 5)).Constant("depth", Tensor.Scalar(3L))
                .Constant("values", Tensor.From<float>([0.1f, 0.9f], 2)));
    }

    private static IEnumerable<(string Name, Func<OneNode> Node)> Makers()
    {
        yield return ("Constant", () => Of("Constant", NodeAttribute.Tensor("value", Tensor.From<float>([1f, 2f], 2))));
        yield return ("Constant integers", () => Of("Constant", Ints("value_ints", 3, 4)));
        yield return ("ConstantOfShape", () => Of("ConstantOfShape", NodeAttribute.Tensor("value", Tensor.From<long>([7], 1))).Constant("shape", L(2, 3)));
        yield return ("ConstantOfShape by default", () => Of("ConstantOfShape").Constant("shape", L(2, 3)));
        yield return ("Range",
            () => Of("Range").Constant("start", Tensor.Scalar(7L)).Constant("limit", Tensor.Scalar(0L)).Constant("step", Tensor.Scalar(-2L)));
        yield return ("EyeLike", () => Of("EyeLike", Int("k", 1)).Input("x", X(3, 4)));
        foreach (var upper in (long[])[0, 1])
            yield return ($"Trilu {upper}", () => Of("Trilu", Int("upper", upper)).Input("x", X(2, 3, 4)).Constant("k", Tensor.Scalar(1L)));
    }
}
