namespace TransferLab.Testing.Reference.Operators;

/// <summary>Einstein summation with single-letter subscripts; no ellipsis.</summary>
internal static class EinsumReference
{
    public static void Register(ReferenceOperators all) => all.Add("Einsum", Einsum);

    private static NDArray Einsum(OperatorCall call)
    {
        var equation = call.Node.String("equation").Replace(" ", "", StringComparison.Ordinal);
        if (equation.Contains('.', StringComparison.Ordinal))
            throw call.Error("an ellipsis is not computed here.");
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        // Without an arrow the result has the letters that occur once, in alphabetical order.
        var result = sides.Length > 1 ? sides[1] : new string([.. sides[0].Where(char.IsLetter).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).Order()]);
        char[] letters = [.. result, .. terms.SelectMany(t => t).Distinct().Where(l => !result.Contains(l, StringComparison.Ordinal))];
        var sizes = new int[letters.Length];
        for (var t = 0; t < terms.Length; t++)
            for (var i = 0; i < terms[t].Length; i++)
                sizes[Array.IndexOf(letters, terms[t][i])] = call[t].Dims[i];
        var y = NDArray.Zeros(call[0].Type, sizes[..result.Length]);
        foreach (var index in NDArray.Indices(sizes))
        {
            double product = 1;
            for (var t = 0; t < terms.Length; t++)
                product *= call[t][[.. terms[t].Select(l => index[Array.IndexOf(letters, l)])]];
            y.Values[y.Offset(index.AsSpan(0, result.Length))] += product;
        }
        return y;
    }
}
