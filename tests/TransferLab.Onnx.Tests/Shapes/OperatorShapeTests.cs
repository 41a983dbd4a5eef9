using System.Text.Json;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests.Shapes;

/// <summary>One operator call after another against an independent shape inference (tests/fixtures/onnx-shapes).</summary>
public class OperatorShapeTests
{
    public static TheoryData<string> Cases => [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/fixtures/onnx-shapes/cases.json"))
        .Where(l => l.StartsWith('{')).Select(l => l.TrimEnd(','))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inferred_types_and_shapes_are_those_of_the_reference(string line)
    {
        var test = JsonDocument.Parse(line).RootElement;
        var model = new OnnxModel("case", test.GetProperty("opset").GetInt64());
        var inputs = test.GetProperty("inputs").EnumerateArray().Select((v, i) => AddInput(model.Graph, $"i{i}", v)).ToArray();
        var outputs = test.GetProperty("outputs").EnumerateArray().ToArray();
        model.Graph.Nodes.Add(new Node(test.GetProperty("op").GetString()!, inputs, outputs.Select((_, i) => $"o{i}"),
            test.GetProperty("attributes").EnumerateObject().Select(ReadAttribute)));

        var shapes = ShapeTable.Infer(model);

        foreach (var (index, output) in outputs.Index())
        {
            Assert.Equal(ReadShape(output.GetProperty("dims")), shapes.Shape($"o{index}"));
            Assert.Equal((ElementType)output.GetProperty("type").GetInt32(), shapes.Type($"o{index}"));
        }
    }

    private static string AddInput(Graph graph, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return "";
        var type = (ElementType)value.GetProperty("type").GetInt32();
        var shape = ReadShape(value.GetProperty("dims"));
        if (!value.TryGetProperty("values", out var values))
            graph.Inputs.Add(new ValueInfo(name, type, shape));
        else if (type == ElementType.Int64)
            graph.Initializers.Add(name, Tensor.From(values.EnumerateArray().Select(v => v.GetInt64()).ToArray(), shape.ToLongs()));
        else
            graph.Initializers.Add(name, Tensor.From(values.EnumerateArray().Select(v => v.GetSingle()).ToArray(), shape.ToLongs()));
        return name;
    }

    private static Shape ReadShape(JsonElement dims) => new(dims.EnumerateArray().Select(d => d.ValueKind switch
    {
        JsonValueKind.Number => Dim.Of(d.GetInt64()),
        JsonValueKind.String when d.GetString()!.Split('*') is [var factor, var symbol] => Dim.Of(symbol, long.Parse(factor, null)),
        JsonValueKind.String => Dim.Of(d.GetString()!),
        _ => Dim.Unknown,
    }));

    private static NodeAttribute ReadAttribute(JsonProperty p) => p.Value.ValueKind switch
    {
        JsonValueKind.String => NodeAttribute.String(p.Name, p.Value.GetString()!),
        JsonValueKind.Number => IsFloat(p.Value) ? NodeAttribute.Float(p.Name, p.Value.GetSingle()) : NodeAttribute.Int(p.Name, p.Value.GetInt64()),
        _ => p.Value.EnumerateArray().Any(IsFloat)
            ? NodeAttribute.Floats(p.Name, p.Value.EnumerateArray().Select(v => v.GetSingle()))
            : NodeAttribute.Ints(p.Name, p.Value.EnumerateArray().Select(v => v.GetInt64())),
    };

    private static bool IsFloat(JsonElement e) => e.GetRawText().Contains('.', StringComparison.Ordinal);
}
