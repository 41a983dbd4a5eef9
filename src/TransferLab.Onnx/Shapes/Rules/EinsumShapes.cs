namespace TransferLab.Onnx.Shapes.Rules;

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
        ShapeRuleContext.Require(arrow.Length <= 2 && terms.Length == c.Node.Inputs.Count, $"the equation '{equation}' does not fit {c.Node.Inputs.Count} inputs");
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
            : (equation.Contains(Ellipsis, StringComparison.Ordinal) ? "." : "") + string.Concat(letters.Keys.Where(l => arrow[0].Count(x => x == l) == 1).Order());
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
