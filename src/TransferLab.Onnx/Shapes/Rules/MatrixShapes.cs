namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Matrix products.</summary>
internal static class MatrixShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Gemm", Gemm);
        rules.Add("MatMul", c => MatMul(c, c.Type(0)));
        rules.Add("MatMulInteger", c => MatMul(c, ElementType.Int32));
        rules.Add("Det", c => c.Out(0, c.Type(0), c.In(0) is { Rank: >= 2 } x ? new Shape(x.SkipLast(2)) : null));
    }

    private static void Gemm(ShapeRuleContext c)
    {
        Shape? a = c.In(0), b = c.In(1);
        ShapeRuleContext.Require(a is null or { Rank: 2 } && b is null or { Rank: 2 }, $"{a} and {b} are not two matrices");
        bool transA = c.Node.Int("transA") != 0, transB = c.Node.Int("transB") != 0;
        if (a is not null && b is not null)
            ShapeRuleContext.Same(a[transA ? 0 : 1], b[transB ? 1 : 0], "columns of the left matrix against rows of the right one");
        c.Out(0, c.Type(0), new Shape(a is null ? Dim.Unknown : a[transA ? 1 : 0], b is null ? Dim.Unknown : b[transB ? 0 : 1]));
    }

    private static void MatMul(ShapeRuleContext c, ElementType type)
    {
        if (c.In(0) is not { } a || c.In(1) is not { } b)
        {
            c.Out(0, type, null);
            return;
        }
        ShapeRuleContext.Require(a.Rank > 0 && b.Rank > 0, "a scalar is no matrix");
        ShapeRuleContext.Same(a[^1], b[b.Rank == 1 ? 0 : b.Rank - 2], $"columns of {a} against rows of {b}");
        // A vector on either side acts as a one-row or one-column matrix whose extra dimension is dropped again.
        var batch = Broadcasting.Combine(new Shape(a.SkipLast(2)), new Shape(b.SkipLast(2)));
        c.Out(0, type, new Shape([.. batch, .. a.Rank == 1 ? [] : (Dim[])[a[^2]], .. b.Rank == 1 ? [] : (Dim[])[b[^1]]]));
    }
}

/// <summary>Einsum with letters and ellipses.</summary>
internal static class EinsumShapes
{
    private const char Ellipsis = '.';

    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules) => rules.Add("Einsum", Einsum);

    private static void Einsum(ShapeRuleContext c)
    {
        var equation = c.Node.String("equation").Replace(" ", "", StringComparison.Ordinal).Replace("...", ".", StringComparison.Ordinal);
        var arrow = equation.Split("->");
        var terms = arrow[0].Split(',');
        ShapeRuleContext.Require(arrow.Length <= 2 && terms.Length == c.Node.Inputs.Count,
            $"the equation '{equation}' does not fit {c.Node.Inputs.Count} inputs");
        var letters = new Dictionary<char, Dim>();
        var stretched = Shape.Scalar;
        for (var i = 0; i < terms.Length; i++)
        {
            if (c.In(i) is not { } shape)
            {
                c.Out(0, c.Type(0), null);
                return;
            }
            stretched = Bind(terms[i], shape, letters, stretched);
        }
        var result = arrow.Length == 2
            ? arrow[1]
            : (equation.Contains(Ellipsis, StringComparison.Ordinal) ? "." : "")
                + string.Concat(letters.Keys.Where(l => arrow[0].Count(x => x == l) == 1).Order());
        ShapeRuleContext.Require(result.All(l => l == Ellipsis || letters.ContainsKey(l)), $"the result '{result}' names a letter that no input has");
        c.Out(0, c.Type(0), new Shape(result.SelectMany(l => l == Ellipsis ? stretched : (IEnumerable<Dim>)[letters[l]])));
    }

    private static Shape Bind(string term, Shape shape, Dictionary<char, Dim> letters, Shape stretched)
    {
        var ellipsis = term.IndexOf(Ellipsis, StringComparison.Ordinal);
        var free = shape.Rank - term.Length + (ellipsis < 0 ? 0 : 1);
        ShapeRuleContext.Require(ellipsis < 0 ? free == 0 : free >= 0, $"the term '{term}' does not fit {shape}");
        var axis = 0;
        foreach (var letter in term)
        {
            if (letter == Ellipsis)
            {
                stretched = Broadcasting.Combine(stretched, new Shape(shape.Skip(axis).Take(free)));
                axis += free;
                continue;
            }
            var dim = shape[axis++];
            letters[letter] = !letters.TryGetValue(letter, out var known) || (known.IsKnown && known.Value == 1) ? dim
                : dim.IsKnown && dim.Value == 1 ? known
                : ShapeRuleContext.Same(known, dim, $"the letter '{letter}'");
        }
        return stretched;
    }
}
