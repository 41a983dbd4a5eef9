namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>What the target of a Reshape comes to: 0 copies a dimension, -1 takes what is left.</summary>
internal static class ReshapeTarget
{
    /// <param name="input">Shape of the data; null when unknown.</param>
    /// <param name="target">Elements of the target.</param>
    /// <param name="allowZero">Whether 0 means a dimension of extent 0 instead of "copy".</param>
    /// <exception cref="InvalidOperationException">The elements cannot be laid out that way.</exception>
    public static Shape Resolve(Shape? input, IReadOnlyList<ShapeElement> target, bool allowZero)
    {
        var dims = new Dim[target.Count];
        List<Dim>? have = input?.ToList();
        var wanted = new List<Dim>();
        int rest = -1, open = 0;
        for (var i = 0; i < dims.Length; i++)
        {
            var element = target[i];
            if (element.Equals(-1))
            {
                ShapeRuleContext.Require(rest < 0, $"the target [{string.Join(',', target)}] has -1 twice");
                rest = i;
            }
            else if (element.Equals(0) && !allowZero)
            {
                dims[i] = input is null ? Dim.Unknown : i < input.Rank ? input[i]
                    : throw new InvalidOperationException($"the target [{string.Join(',', target)}] copies dimension {i}, which {input} does not have");
                // A copied dimension cancels out on both sides, known or not.
                if (have is null || !have.Remove(dims[i]))
                    wanted.Add(dims[i]);
            }
            else
            {
                ShapeRuleContext.Require(!element.IsConstant || element.Value >= 0, $"the target [{string.Join(',', target)}] has a negative dimension");
                dims[i] = element.ToDim();
                if (dims[i].IsUnknown)
                    open = open == 0 ? i + 1 : -1;
                else
                    wanted.Add(dims[i]);
            }
        }
        if (rest < 0 && open > 0)
            // The number of elements does not change, so a single open dimension follows from the others, as a -1 would.
            dims[open - 1] = have is null ? Dim.Unknown : Quotient(have, wanted, out _);
        else if (rest >= 0)
        {
            var remainder = false;
            dims[rest] = have is null || open != 0 ? Dim.Unknown : Quotient(have, wanted, out remainder);
            ShapeRuleContext.Require(!remainder, $"{input} does not divide into [{string.Join(',', target)}]");
        }
        else if (input is { IsStatic: true } && dims.All(d => d.IsKnown))
            ShapeRuleContext.Require(input.Count == new Shape(dims).Count, $"{input} cannot take the shape [{string.Join(',', target)}]");
        return new Shape(dims);
    }

    /// <summary>The quotient of two products of dimensions, with common symbols cancelled.</summary>
    private static Dim Quotient(List<Dim> numerator, List<Dim> denominator, out bool remainder)
    {
        remainder = false;
        if (numerator.Concat(denominator).Any(d => d.IsUnknown))
            return Dim.Unknown;
        long above = 1, below = 1;
        foreach (var d in numerator)
            above = checked(above * d.Value);
        foreach (var d in denominator)
            below = checked(below * d.Value);
        var symbols = numerator.Where(d => d.IsSymbolic).Select(d => d.Symbol!).ToList();
        foreach (var d in denominator.Where(d => d.IsSymbolic))
            if (!symbols.Remove(d.Symbol!))
                return Dim.Unknown;
        if (below == 0 || symbols.Count > 1)
            return Dim.Unknown;
        if (above % below != 0)
        {
            remainder = symbols.Count == 0;
            return Dim.Unknown;
        }
        return symbols.Count == 0 ? Dim.Of(above / below) : Dim.Of(symbols[0], above / below);
    }
}
