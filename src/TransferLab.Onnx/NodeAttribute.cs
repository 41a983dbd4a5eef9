namespace TransferLab.Onnx;

/// <summary>A named attribute of a node. Made by the factory methods; kinds that are not read here are kept as they came.</summary>
public sealed class NodeAttribute
{
    internal NodeAttribute(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>Name of the attribute.</summary>
    public string Name => Proto.Name;

    /// <summary>An integer attribute.</summary>
    public static NodeAttribute Int(string name, long value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });

    /// <summary>A list of integers.</summary>
    public static NodeAttribute Ints(string name, params IEnumerable<long> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        proto.Ints.AddRange(values);
        return new(proto);
    }

    /// <summary>A single-precision attribute.</summary>
    public static NodeAttribute Float(string name, float value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value });

    /// <summary>A list of single-precision numbers.</summary>
    public static NodeAttribute Floats(string name, params IEnumerable<float> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        proto.Floats.AddRange(values);
        return new(proto);
    }

    /// <summary>A UTF-8 string attribute.</summary>
    public static NodeAttribute String(string name, string value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) });

    /// <summary>A tensor attribute.</summary>
    public static NodeAttribute Tensor(string name, Tensor value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Tensor, T = value.ToProto("") });
}
