namespace TransferLab.TensorFlow.CleanUp;

/// <summary>Conditions of TensorFlow 1 (Switch and Merge) whose outcome is known, such as "is this training": the branch that is not
/// taken goes. A node is dead when anything it reads, or has to wait for, comes from the side of a Switch that was not taken.</summary>
internal static class KnownBranches
{
    public static void Apply(TfGraph graph)
    {
        if (!graph.Reachable().Any(n => n.Op is "Merge" or "Switch" or "RefSwitch" or "RefMerge"))
            return;
        var dead = new HashSet<TfNode>(ReferenceEqualityComparer.Instance);
        var taken = new Dictionary<TfNode, bool>(ReferenceEqualityComparer.Instance);
        foreach (var node in graph.Sorted(controls: true))
        {
            if (node.Op is "Switch" or "RefSwitch" && node.Inputs.Count == 2 && ConstantConditions.Of(node.Inputs[1]) is { } outcome)
                taken[node] = outcome;
            var isDead = node.Op is "Merge" or "RefMerge"
                ? node.Inputs.Count > 0 && node.Inputs.TrueForAll(IsDead)
                : node.Inputs.Exists(IsDead) || node.Controls.Exists(dead.Contains);
            if (isDead)
                dead.Add(node);
        }
        graph.Replace(value => value.Node switch
        {
            { Op: "Merge" or "RefMerge" } merge when value.Port == 0 && merge.Inputs.FindAll(i => !IsDead(i)) is [var live] => live,
            { Op: "Switch" or "RefSwitch" } choice when taken.ContainsKey(choice) => choice.Inputs[0],
            _ => null,
        });

        bool IsDead(TfValue value) => dead.Contains(value.Node) || (taken.TryGetValue(value.Node, out var outcome) && outcome != (value.Port == 1));
    }
}
