namespace TransferLab.Onnx;

/// <summary>Name, element type and shape of a graph input, graph output or intermediate value.</summary>
public sealed class ValueInfo
{
    private readonly ValueInfoProto? _source;

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">Name of the value.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Shape; null when not even the rank is known.</param>
    public ValueInfo(string name, ElementType type, Shape? shape)
    {
        Name = name;
        Type = type;
        Shape = shape;
    }

    internal ValueInfo(ValueInfoProto proto)
    {
        _source = proto;
        Name = proto.Name;
        if (proto.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
            return;
        var tensor = proto.Type.TensorType;
        Type = (ElementType)tensor.ElemType;
        Shape = tensor.Shape is null ? null : new Shape(tensor.Shape.Dim.Select(ReadDim));
    }

    /// <summary>Name of the value.</summary>
    public string Name { get; }
    /// <summary>Element type; <see cref="ElementType.Undefined"/> when the value is no tensor or its type is not stated.</summary>
    public ElementType Type { get; }
    /// <summary>Shape; null when not even the rank is stated.</summary>
    public Shape? Shape { get; }

    /// <summary>The same value with another shape.</summary>
    public ValueInfo WithShape(Shape? shape) => new(Name, Type, shape);

    /// <summary>The same value with another element type.</summary>
    public ValueInfo WithType(ElementType type) => new(Name, type, Shape);

    /// <summary>The same value under another name.</summary>
    public ValueInfo WithName(string name)
    {
        if (_source is null)
            return new(name, Type, Shape);
        // Sequences, maps and optionals are known to the message only.
        var renamed = _source.Clone();
        renamed.Name = name;
        return new(renamed);
    }

    /// <summary>E.g. <c>image: Float [N,3,224,224]</c>.</summary>
    public override string ToString() => $"{Name}: {Type} {Shape?.ToString() ?? "[...]"}";

    internal ValueInfoProto ToProto()
    {
        if (_source is not null)
            return _source;
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)Type };
        if (Shape is not null)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(Shape.Select(WriteDim));
        }
        return new ValueInfoProto { Name = Name, Type = new TypeProto { TensorType = tensor } };
    }

    private static Dim ReadDim(TensorShapeProto.Types.Dimension d) => d.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => Dim.Of(d.DimValue),
        // An empty parameter name means "unknown", not a symbol called "".
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when d.DimParam.Length > 0 => ReadSymbol(d.DimParam),
        _ => Dim.Unknown,
    };

    private static Dim ReadSymbol(string text)
    {
        var star = text.IndexOf('*', StringComparison.Ordinal);
        return star > 0 && star < text.Length - 1 && long.TryParse(text.AsSpan(0, star), NumberStyles.None, CultureInfo.InvariantCulture, out var factor)
            && factor > 0
            ? Dim.Of(text[(star + 1)..], factor)
            : Dim.Of(text);
    }

    private static TensorShapeProto.Types.Dimension WriteDim(Dim d)
    {
        var proto = new TensorShapeProto.Types.Dimension();
        if (d.IsKnown)
            proto.DimValue = d.Value;
        else if (d.IsSymbolic)
            proto.DimParam = d.ToString();
        return proto;
    }
}
