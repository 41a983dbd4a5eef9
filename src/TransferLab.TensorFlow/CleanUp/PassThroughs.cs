namespace TransferLab.TensorFlow.CleanUp;

/// <summary>Removes nodes that hand their input on: identities, marks for gradients, checks, and inputs that have a default.</summary>
internal static class PassThroughs
{
    /// <summary>The operators that go away here.</summary>
    public static readonly string[] Operators =
        ["Identity", "IdentityN", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot", "EnsureShape", "PlaceholderWithDefault"];

    private const int ImageRank = 4;

    public static void Apply(TfGraph graph)
    {
        var inputs = new Dictionary<TfNode, TfNode>(ReferenceEqualityComparer.Instance);
        graph.Replace(value => value.Node switch
        {
            { Op: "IdentityN" } n when value.Port < n.Inputs.Count => n.Inputs[value.Port],
            { Op: "PlaceholderWithDefault", Inputs: [var standard, ..] } n => IsImage(n) ? Input(n) : standard,
            { Op: not "IdentityN" and not "PlaceholderWithDefault", Inputs: [var input, ..] } n when Operators.Contains(n.Op) => input,
            _ => null,
        });

        TfValue Input(TfNode node)
        {
            if (!inputs.TryGetValue(node, out var input))
            {
                inputs[node] = input = new TfNode(node.Name, "Placeholder", node.Attributes);
                if (graph.InputNames.TryGetValue(node, out var known))
                    graph.InputNames[input] = known;
            }
            return input[0];
        }
    }

    private static bool IsImage(TfNode node) => node.Shape("shape")?.Dim.Count == ImageRank;
}
