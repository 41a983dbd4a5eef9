namespace TransferLab.Onnx;

/// <summary>One dimension of a shape: a known number, a multiple of a symbol such as the batch size (<c>N</c>, <c>49*N</c>), or unknown.</summary>
public readonly record struct Dim
{
    private Dim(long value, string? symbol)
    {
        Value = value;
        Symbol = symbol;
    }

    /// <summary>The number when <see cref="IsKnown"/>, the factor of the symbol otherwise; -1 when unknown.</summary>
    public long Value { get; }
    /// <summary>The symbol this dimension is a multiple of; null for known and unknown dimensions.</summary>
    public string? Symbol { get; }
    /// <summary>A dimension nothing is known about.</summary>
    public static Dim Unknown { get; } = new(-1, null);

    /// <summary>Whether the dimension is a plain number.</summary>
    public bool IsKnown => Symbol is null && Value >= 0;

    /// <summary>Whether the dimension is a multiple of a symbol.</summary>
    public bool IsSymbolic => Symbol is not null;

    /// <summary>Whether nothing is known.</summary>
    public bool IsUnknown => Symbol is null && Value < 0;

    /// <summary>A known dimension; negative numbers give <see cref="Unknown"/>.</summary>
    public static Dim Of(long value) => value < 0 ? Unknown : new(value, null);

    /// <summary><paramref name="factor"/> times the symbol.</summary>
    public static Dim Of(string symbol, long factor = 1) => factor == 0 ? new(0, null) : new(factor, symbol);

    /// <summary>Converts a number; negative numbers give <see cref="Unknown"/>.</summary>
    public static implicit operator Dim(long value) => Of(value);

    /// <summary>The product, as far as it can be expressed; <see cref="Unknown"/> for a product of two symbols.</summary>
    public static Dim operator *(Dim a, Dim b)
    {
        if ((a.IsKnown && a.Value == 0) || (b.IsKnown && b.Value == 0))
            return new(0, null);
        if (a.IsUnknown || b.IsUnknown || (a.IsSymbolic && b.IsSymbolic))
            return Unknown;
        return new(checked(a.Value * b.Value), a.Symbol ?? b.Symbol);
    }

    /// <summary>The exact quotient; <see cref="Unknown"/> where the division has a remainder or cannot be expressed.</summary>
    public static Dim operator /(Dim a, Dim b)
    {
        if (a.IsUnknown || b.IsUnknown || b.Value == 0 || a.Value % b.Value != 0)
            return Unknown;
        if (b.IsSymbolic)
            return a.Symbol == b.Symbol ? new(a.Value / b.Value, null) : Unknown;
        return new(a.Value / b.Value, a.Symbol);
    }

    /// <summary>The sum, as far as it can be expressed.</summary>
    public static Dim operator +(Dim a, Dim b)
    {
        if (a.IsKnown && a.Value == 0)
            return b;
        if (b.IsKnown && b.Value == 0)
            return a;
        return a.IsUnknown || b.IsUnknown || a.Symbol != b.Symbol ? Unknown : new(checked(a.Value + b.Value), a.Symbol);
    }

    /// <summary><c>a*this + b</c> for the output extent of a window that moves over this dimension. A symbol survives
    /// only where the constant part is 0.</summary>
    internal Dim Linear(long factor, long offset) =>
        IsUnknown ? Unknown : Symbol is null ? Of(checked((Value * factor) + offset)) : offset == 0 ? Of(Symbol, checked(Value * factor)) : Unknown;

    /// <summary><c>224</c>, <c>N</c>, <c>49*N</c> or <c>?</c>.</summary>
    public override string ToString() =>
        IsUnknown ? "?" : Symbol is null ? Value.ToString(CultureInfo.InvariantCulture) : Value == 1 ? Symbol : $"{Value}*{Symbol}";
}
