namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators that keep the elements in order and change the dimensions.</summary>
internal static class ReshapeShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Flatten", Flatten);
        rules.Add("Reshape", Reshape);
        rules.Add("Squeeze", Squeeze);
        rules.Add("Unsqueeze", Unsqueeze);
    }

    private static void Flatten(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x)
        {
            c.Out(0, c.Type(0), new Shape(Dim.Unknown, Dim.Unknown));
            return;
        }
        var axis = c.Node.Int("axis", 1);
        // Unlike elsewhere the axis may equal the rank: everything goes into the first dimension.
        var split = axis == x.Rank ? x.Rank : ShapeRuleContext.Axis(axis, x.Rank);
        c.Out(0, c.Type(0), new Shape(new Shape(x.Take(split)).Count, new Shape(x.Skip(split)).Count));
    }

    private static void Reshape(ShapeRuleContext c)
    {
        var target = c.Node.Ints("shape") is { } attribute ? [.. attribute.Select(ShapeElement.Of)] : c.ElementsOrUnknown(1);
        c.Out(0, c.Type(0), target is null ? null : ReshapeTarget.Resolve(c.In(0), target, c.Node.Int("allowzero") != 0));
        c.OutElements(0, c.Elements(0));
    }

    private static void Squeeze(ShapeRuleContext c)
    {
        c.OutElements(0, c.Elements(0));
        var axes = c.IntsOrInput("axes", 1);
        if (c.In(0) is not { } x || (axes is null && c.HasInput(1)))
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        if (axes is null)
        {
            // Without axes the rank depends on which dimensions happen to be 1.
            c.Out(0, c.Type(0), x.IsStatic ? new Shape(x.Where(d => d.Value != 1)) : null);
            return;
        }
        var gone = ShapeRuleContext.Axes(axes, x.Rank);
        foreach (var axis in gone)
            ShapeRuleContext.Same(x[axis], 1, $"axis {axis} of {x} cannot be squeezed");
        c.Out(0, c.Type(0), new Shape(x.Where((_, i) => !gone.Contains(i))));
    }

    private static void Unsqueeze(ShapeRuleContext c)
    {
        c.OutElements(0, c.Elements(0));
        if (c.In(0) is not { } x || c.IntsOrInput("axes", 1) is not { } axes)
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        var rank = x.Rank + axes.Length;
        var added = ShapeRuleContext.Axes(axes, rank);
        ShapeRuleContext.Require(added.Count == axes.Length, $"the axes [{string.Join(',', axes)}] name one twice");
        var next = 0;
        c.Out(0, c.Type(0), new Shape(Enumerable.Range(0, rank).Select(i => added.Contains(i) ? Dim.Of(1) : x[next++]).ToArray()));
    }
}

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
