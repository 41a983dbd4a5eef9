namespace TransferLab.Autodiff.Rules.Matrix;

/// <summary>
/// Einstein summation over any number of operands: the gradient of one operand is the Einstein summation of the result's gradient with all
/// the others. Letters that only that operand has were summed out; its gradient is constant along them.
/// </summary>
internal static class EinsumRules
{
    public static void Register(GradientRegistry registry) => registry.Add("Einsum", 12, Einsum);

    private static void Einsum(GradientContext c)
    {
        var (terms, result) = Letters(c);
        for (var i = 0; i < terms.Length; i++)
        {
            if (!c.Needs(i))
                continue;
            if (terms[i].Distinct().Count() < terms[i].Length)
                throw c.Refuse($"the term '{terms[i]}' takes a diagonal.");
            string[] others = [.. terms.Where((_, j) => j != i), result];
            var kept = string.Concat(terms[i].Where(l => others.Any(o => o.Contains(l, StringComparison.Ordinal))));
            string[] inputs = [.. c.Node.Inputs.Where((_, j) => j != i), c.FullG()];
            var gradient = c.Op("Einsum", inputs, NodeAttribute.String("equation", $"{string.Join(',', others)}->{kept}"));
            var gone = Enumerable.Range(0, terms[i].Length).Where(a => !kept.Contains(terms[i][a], StringComparison.Ordinal));
            c.Give(i, c.Unsqueeze(gradient, [.. gone.Select(a => (long)a)]));
        }
    }

    /// <summary>The equation's terms and result, with letters for the axes behind an ellipsis and the result spelled out.</summary>
    private static (string[] Terms, string Result) Letters(GradientContext c)
    {
        var equation = c.Node.String("equation").Replace(" ", "", StringComparison.Ordinal);
        var sides = equation.Replace("...", ".", StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        var hidden = terms.Select((t, i) => t.Contains('.', StringComparison.Ordinal) ? c.InputShape(i).Rank - t.Length + 1 : 0).ToArray();
        var free = Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26)).Select(l => (char)l).Where(l => !equation.Contains(l, StringComparison.Ordinal))
            .Take(hidden.Max()).ToArray();
        if (free.Length < hidden.Max())
            throw c.Refuse($"the equation '{equation}' leaves no letters for its ellipsis.");
        // Ellipses broadcast aligned from the right.
        string Spell(string term, int axes) => term.Replace(".", new string(free, free.Length - axes, axes), StringComparison.Ordinal);
        var spelled = terms.Select((t, i) => Spell(t, hidden[i])).ToArray();
        CheckLengths(c, spelled);
        if (sides.Length > 1)
            return (spelled, Spell(sides[1], hidden.Max()));
        var once = string.Concat(sides[0].Where(char.IsLetter).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).Order());
        return (spelled, new string(free) + once);
    }

    private static void CheckLengths(GradientContext c, string[] terms)
    {
        var lengths = new Dictionary<char, Dim>();
        for (var i = 0; i < terms.Length; i++)
            for (var axis = 0; axis < terms[i].Length; axis++)
            {
                var length = c.InputShape(i)[axis];
                if (!lengths.TryAdd(terms[i][axis], length) && (lengths[terms[i][axis]] == Dim.Of(1)) != (length == Dim.Of(1)))
                    throw c.Refuse($"one of its operands is stretched from 1 along '{terms[i][axis]}'.");
            }
    }
}
