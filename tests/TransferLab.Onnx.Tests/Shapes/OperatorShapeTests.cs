using TransferLab.Onnx.Shapes;
using TransferLab.Runtime;
using TransferLab.Testing.Reference;

namespace TransferLab.Onnx.Tests.Shapes;

/// <summary>One operator call after another against an independent shape inference, and against what ONNX Runtime really computes.</summary>
public class OperatorShapeTests
{
    private static readonly Dictionary<string, long> s_symbols = new() { ["N"] = 2, ["H"] = 9, ["W"] = 11 };

    public static TheoryData<string> Cases => [.. ShapeCase.Lines];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inferred_types_and_shapes_are_those_of_the_reference(string line)
    {
        var test = ShapeCase.Parse(line);
        var shapes = ShapeTable.Infer(test.Model);
        foreach (var expected in test.Expected)
        {
            Assert.Equal(expected.Shape, shapes.Shape(expected.Name));
            Assert.Equal(expected.Type, shapes.Type(expected.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_runtime_computes_results_of_the_inferred_shapes(string line)
    {
        var test = ShapeCase.Parse(line);
        var graph = test.Model.Graph;
        var shapes = ShapeTable.Infer(test.Model);
        for (var i = 0; i < graph.Inputs.Count; i++)
            graph.Inputs[i] = graph.Inputs[i].WithShape(null);
        // Without a stated shape the runtime does not compare its result with ours before we do.
        graph.Outputs.AddRange(test.Expected.Select(o => o.WithShape(null)));
        var stated = ShapeCase.Parse(line).Model.Graph.Inputs;
        var feeds = stated.ToDictionary(f => f.Name, f => NDArray.Zeros(f.Type, [.. f.Shape!.Select(Extent)]));
        IReadOnlyDictionary<string, NDArray> results;
        try
        {
            results = RuntimeRunner.Run(test.Model, feeds, [.. test.Expected.Select(o => o.Name)], GraphOptimization.None);
        }
        catch (OrtException e) when (e.Message.Contains("NOT_IMPLEMENTED", StringComparison.Ordinal)
            || e.Message.Contains("Could not find an implementation", StringComparison.Ordinal))
        {
            Assert.Skip("ONNX Runtime has no kernel for this form: " + e.Message);
            throw;
        }
        foreach (var expected in test.Expected)
        {
            var shape = shapes.Shape(expected.Name);
            var actual = results[expected.Name];
            Assert.Equal(expected.Type, actual.Type);
            Assert.Equal(shape.Rank, actual.Rank);
            Assert.All(shape.Index().Where(d => !d.Item.IsUnknown), d => Assert.Equal(Extent(d.Item), actual.Dims[d.Index]));
        }
    }

    private static int Extent(Dim d) =>
        (int)(d.IsUnknown ? 2 : d.IsKnown ? d.Value : s_symbols.TryGetValue(d.Symbol!, out var e) ? e * d.Value : throw new InvalidOperationException($"{d}"));
}
