namespace TransferLab.Onnx.Shapes;

/// <summary>One element of a small integer tensor that takes part in shape arithmetic: a whole number (negative ones too: the -1
/// of a reshape target is an instruction, not a dimension), a multiple of a symbol such as the batch size, or unknown.</summary>
public readonly record struct ShapeElement
{
    private readonly bool _known;

    private ShapeElement(long value, string? symbol)
    {
        Value = value;
        Symbol = value == 0 ? null : symbol;
        _known = true;
    }

    /// <summary>The number, or the factor of the symbol; 0 when unknown.</summary>
    public long Value { get; }

    /// <summary>The symbol this element is a multiple of; null for numbers and unknown elements.</summary>
    public string? Symbol { get; }

    /// <summary>Whether nothing is known.</summary>
    public bool IsUnknown => !_known;

    /// <summary>Whether the element is a plain number.</summary>
    public bool IsConstant => _known && Symbol is null;

    /// <summary>An element nothing is known about.</summary>
    public static ShapeElement Unknown => default;

    /// <summary>A plain number of any sign.</summary>
    public static ShapeElement Of(long value) => new(value, null);

    /// <summary>The extent of a dimension.</summary>
    public static ShapeElement Of(Dim dim) => dim.IsUnknown ? default : new(dim.Value, dim.Symbol);

    /// <summary>The element as a dimension; <see cref="Dim.Unknown"/> when it is unknown or negative.</summary>
    public Dim ToDim() => !_known || Value < 0 ? Dim.Unknown : Symbol is null ? Dim.Of(Value) : Dim.Of(Symbol, Value);

    /// <summary>Whether this is the given plain number.</summary>
    public bool Equals(long value) => IsConstant && Value == value;

    /// <summary>Converts a plain number.</summary>
    public static implicit operator ShapeElement(long value) => Of(value);

    /// <summary>The sum, as far as it can be expressed.</summary>
    public static ShapeElement operator +(ShapeElement a, ShapeElement b) =>
        a.IsUnknown || b.IsUnknown ? default
        : a.Equals(0) ? b
        : b.Equals(0) ? a
        : a.Symbol == b.Symbol ? new(checked(a.Value + b.Value), a.Symbol) : default;

    /// <summary>The difference, as far as it can be expressed.</summary>
    public static ShapeElement operator -(ShapeElement a, ShapeElement b) => a + (b * -1);

    /// <summary>The product, as far as it can be expressed.</summary>
    public static ShapeElement operator *(ShapeElement a, ShapeElement b) =>
        a.Equals(0) || b.Equals(0) ? Of(0)
        : a.IsUnknown || b.IsUnknown || (a.Symbol is not null && b.Symbol is not null) ? default
        : new(checked(a.Value * b.Value), a.Symbol ?? b.Symbol);

    /// <summary>The quotient, truncated towards zero as ONNX's integer division is; unknown where it cannot be expressed.</summary>
    public static ShapeElement operator /(ShapeElement a, ShapeElement b)
    {
        if (a.IsUnknown || b.IsUnknown || b.Value == 0 || b.Equals(0))
            return default;
        if (a.Symbol == b.Symbol && (a.Symbol is null || a.Value % b.Value == 0))
            return new(checked(a.Value / b.Value), null);
        return b.Symbol is null && a.Value % b.Value == 0 ? new(checked(a.Value / b.Value), a.Symbol) : default;
    }

    /// <summary>The larger of two plain numbers, or of two multiples of one symbol.</summary>
    public static ShapeElement Max(ShapeElement a, ShapeElement b) => Comparable(a, b) ? new(Math.Max(a.Value, b.Value), a.Symbol) : default;

    /// <summary>The smaller of two plain numbers, or of two multiples of one symbol.</summary>
    public static ShapeElement Min(ShapeElement a, ShapeElement b) => Comparable(a, b) ? new(Math.Min(a.Value, b.Value), a.Symbol) : default;

    /// <summary>1 where the elements are surely equal, 0 where they surely differ (a symbol is never negative), else unknown.</summary>
    public static ShapeElement AreEqual(ShapeElement a, ShapeElement b) =>
        Comparable(a, b) ? Of(a.Value == b.Value ? 1 : 0)
        : (a.IsConstant && a.Value < 0 && b.Symbol is not null && b.Value > 0) || (b.IsConstant && b.Value < 0 && a.Symbol is not null && a.Value > 0) ? Of(0)
        : default;

    /// <summary><c>-1</c>, <c>49*N</c> or <c>?</c>.</summary>
    public override string ToString() =>
        IsUnknown ? "?" : Symbol is null ? Value.ToString(CultureInfo.InvariantCulture) : Value == 1 ? Symbol : $"{Value}*{Symbol}";

    private static bool Comparable(ShapeElement a, ShapeElement b) => !a.IsUnknown && !b.IsUnknown && a.Symbol == b.Symbol;
}
