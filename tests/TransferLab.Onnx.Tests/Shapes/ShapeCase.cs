using System.Text.Json;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests.Shapes;

/// <summary>One operator call of tests/fixtures/onnx-shapes as a model, and the types and shapes its outputs must have.</summary>
internal sealed class ShapeCase
{
    private ShapeCase(JsonElement test)
    {
        Model = new OnnxModel("case", test.GetProperty("opset").GetInt64());
        var inputs = test.GetProperty("inputs").EnumerateArray().Select((v, i) => AddInput($"i{i}", v)).ToArray();
        Expected = [.. test.GetProperty("outputs").EnumerateArray()
            .Select((o, i) => new ValueInfo($"o{i}", (ElementType)o.GetProperty("type").GetInt32(), ReadShape(o.GetProperty("dims"))))];
        Model.Graph.Nodes.Add(new Node(test.GetProperty("op").GetString()!, inputs, Expected.Select(o => o.Name),
            test.GetProperty("attributes").EnumerateObject().Select(ReadAttribute)));
    }

    public static IEnumerable<string> Lines => File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/fixtures/onnx-shapes/cases.json"))
        .Where(l => l.StartsWith('{')).Select(l => l.TrimEnd(','));

    public OnnxModel Model { get; }

    public IReadOnlyList<ValueInfo> Expected { get; }

    public static ShapeCase Parse(string line) => new(JsonDocument.Parse(line).RootElement);

    private string AddInput(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return "";
        var type = (ElementType)value.GetProperty("type").GetInt32();
        var shape = ReadShape(value.GetProperty("dims"));
        if (!value.TryGetProperty("values", out var values))
            Model.Graph.Inputs.Add(new ValueInfo(name, type, shape));
        else if (type == ElementType.Int64)
            Model.Graph.Initializers.Add(name, Tensor.From(values.EnumerateArray().Select(v => v.GetInt64()).ToArray(), shape.ToLongs()));
        else
            Model.Graph.Initializers.Add(name, Tensor.From(values.EnumerateArray().Select(v => v.GetSingle()).ToArray(), shape.ToLongs()));
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
