using TransferLab.Onnx;
using TransferLab.TensorFlow.Operators;
using TransferLab.TensorFlow.Protos;
using TransferLab.Testing.Reference;
using static TransferLab.TensorFlow.Tests.TinyGraph;

namespace TransferLab.TensorFlow.Tests.Operators;

/// <summary>Every operator of the table, converted and run by ONNX Runtime, gives what its definition gives.</summary>
public class OperatorParityTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_converted_operator_computes_what_its_definition_says(string name)
    {
        var graph = new TinyGraph();
        graph.Input(2, 6, 7, 4);
        OperatorCases.All[name](graph);
        graph.Check(OperatorCases.IsPositive(name) ? NDArray.Random(1, 0.2, 2, 2, 6, 7, 4) : NDArray.Random(1, -1, 1, 2, 6, 7, 4), 2e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Between_convolutions_it_does_so_without_changing_what_is_computed(string name)
    {
        var graph = new TinyGraph();
        graph.Input(2, 6, 7, 4);
        // The operator stands behind a convolution, so that it meets a channels-first value.
        var start = graph.Def.Node.Count;
        OperatorCases.All[name](graph);
        var made = graph.Op("Conv2D", ["x", graph.Floats(9, 1, 1, 4, 4)], ("padding", Text("SAME")), ("strides", List(1, 1, 1, 1)));
        var shifted = OperatorCases.IsPositive(name) ? graph.Op("AddV2", [graph.Op("Sigmoid", [made]), graph.Scalar(0.1f)]) : graph.Op("Tanh", [made]);
        foreach (var node in graph.Def.Node.Skip(start).Where(n => n.Name != made))
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == "x")
                    node.Input[i] = shifted;
        graph.Check(NDArray.Random(1, -1, 1, 2, 6, 7, 4), 1e-4);
    }

    [Fact]
    public void Every_operator_of_the_table_has_a_case() => Assert.Empty(OperatorTable.Names.Where(OperatorTable.IsMapped)
        .Except(OperatorCases.All.Keys.Select(k => k.Split(' ')[0])));

    [Fact]
    public void Everything_that_is_not_supported_is_listed_at_once()
    {
        var graph = new TinyGraph();
        var x = graph.Input(1, 8, 8, 3);
        var first = graph.Add("FancyOp", "a/fancy", [x]);
        var second = graph.Add("MatrixInverse", "b/inverse", [first]);
        graph.Add("FusedBatchNormV3", "c/norm", [x, graph.Floats(1, 3), graph.Floats(2, 3), graph.Floats(3, 3), graph.Floats(4, 3)]);
        graph.Add("Relu", "d/relu", [second]);
        var error = Assert.Throws<TensorFlowException>(() => graph.Convert());
        Assert.Contains("3 nodes", error.Message, StringComparison.Ordinal);
        Assert.Contains("'a/fancy' (FancyOp)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'b/inverse' (MatrixInverse)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'c/norm' (FusedBatchNormV3): is in its training form", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("d/relu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hard_swish_and_a_written_batch_normalisation_become_one_node_each()
    {
        var graph = new TinyGraph();
        var x = graph.Input(2, 6, 7, 4);
        string variance = graph.Positive(2, 4), gamma = graph.Floats(3, 4), beta = graph.Floats(4, 4), mean = graph.Floats(5, 4);
        var m = graph.Op("Mul", [graph.Op("Rsqrt", [graph.Op("AddV2", [variance, graph.Scalar(1e-3f)])]), gamma]);
        var norm = graph.Op("AddV2", [graph.Op("Mul", [x, m]), graph.Op("Sub", [beta, graph.Op("Mul", [mean, m])])]);
        foreach (var form in Enumerable.Range(0, 3))
        {
            var gate = graph.Op("Relu6", [graph.Op("AddV2", [norm, graph.Scalar(3)])]);
            norm = form switch
            {
                0 => graph.Op("RealDiv", [graph.Op("Mul", [norm, gate]), graph.Scalar(6)]),
                1 => graph.Op("Mul", [norm, graph.Op("Mul", [gate, graph.Scalar(1 / 6f)])]),
                _ => graph.Op("Mul", [graph.Op("RealDiv", [gate, graph.Scalar(6)]), norm]),
            };
        }
        var model = graph.Check(NDArray.Random(1, -3, 3, 2, 6, 7, 4));
        Assert.Equal(["BatchNormalization", "HardSwish", "HardSwish", "HardSwish"], model.Graph.Nodes.Select(n => n.OpType).Where(o => o != "Transpose"));
    }

    [Fact]
    public void Dropout_that_was_left_in_hands_its_input_on()
    {
        var graph = new TinyGraph();
        var x = graph.Input(2, 6, 7, 4);
        var keep = graph.Scalar(0.6f);
        var random = graph.Op("RandomUniform", [graph.Op("Shape", [x])]);
        var mask = graph.Op("Floor", [graph.Op("Add", [keep, random])]);
        graph.Op("Mul", [graph.Op("RealDiv", [x, keep]), mask]);
        var input = NDArray.Random(1, -1, 1, 2, 6, 7, 4);
        Same(input, Run(graph.Convert(), input).Values.Single(), 0, "dropout");
    }

    [Fact]
    public void The_reference_is_itself_right_where_a_hand_can_calculate()
    {
        // 3x3 image 1..9, SAME convolution by a 2x2 kernel of ones, stride 2: padding goes behind, so windows start at rows 0 and 2.
        var graph = new TinyGraph();
        graph.Input(1, 3, 3, 1);
        graph.Op("Conv2D", ["x", graph.Const(Tensor.Filled(1f, 2, 2, 1, 1))], ("padding", Text("SAME")), ("strides", List(1, 2, 2, 1)));
        var x = NDArray.Float([1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 3, 3, 1);
        Assert.Equal([1 + 2 + 4 + 5, 3 + 6, 7 + 8, 9], Run(graph.Convert(), x).Values.Single().Values);
        graph.Check(x);
    }
}
