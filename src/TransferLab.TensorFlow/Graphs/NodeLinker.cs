namespace TransferLab.TensorFlow.Graphs;

/// <summary>Makes nodes of their messages and connects them by name; keeps names unique across all inlined functions.</summary>
internal sealed class NodeLinker
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>The nodes of a graph, by name.</summary>
    /// <exception cref="TensorFlowException">A name is taken twice or an input does not exist.</exception>
    public Dictionary<string, TfNode> Graph(IReadOnlyList<NodeDef> nodes) => Link(nodes, "", 0, new(StringComparer.Ordinal), static _ => null, "the graph");

    /// <summary>The nodes of a function's body for one of its calls, by their names in the body; what the call passes
    /// goes by name, and operators have no names of outputs.</summary>
    public Dictionary<string, TfNode> Body(FunctionDef function, string prefix, int depth, Dictionary<string, TfValue> arguments,
        Func<string, IReadOnlyList<string>?> outputs) =>
        Link(function.NodeDef, prefix, depth, arguments, outputs, $"the function '{function.Signature.Name}'");

    /// <summary>What an input names: an argument, or an output of a node.</summary>
    public static TfValue Find(string input, Dictionary<string, TfNode> nodes, Dictionary<string, TfValue> arguments,
        Func<string, IReadOnlyList<string>?> outputs, string where)
    {
        var parts = input.Split(':');
        if (arguments.TryGetValue(parts[0], out var argument))
            return argument;
        if (!nodes.TryGetValue(parts[0], out var node))
            throw new TensorFlowException($"{where} has no '{parts[0]}', which is read as '{input}'.");
        var port = 0;
        if (parts.Length > 1 && !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out port) && parts.Length != 2)
            throw new TensorFlowException($"'{input}' in {where} names no output of a node.");
        // name:output:index, as functions write it; graphs write name:index.
        if (parts.Length > 1 && !char.IsAsciiDigit(parts[1].FirstOrDefault('0')))
            port += outputs(node.Op) is { } names ? Math.Max(0, names.ToList().IndexOf(parts[1])) : OutputPorts.Of(node.Op, parts[1]);
        return port < Limits.Outputs ? node[port] : throw new TensorFlowException($"'{input}' in {where} names no output of a node.");
    }

    private Dictionary<string, TfNode> Link(
        IReadOnlyList<NodeDef> defs, string prefix, int depth, Dictionary<string, TfValue> arguments, Func<string, IReadOnlyList<string>?> outputs,
        string where)
    {
        _nodes += defs.Count;
        if (_nodes > Limits.Nodes)
            throw new TensorFlowException("the graph has too many nodes once its functions are inlined.");
        var nodes = new Dictionary<string, TfNode>(defs.Count, StringComparer.Ordinal);
        foreach (var def in defs)
            if (!nodes.TryAdd(def.Name, new TfNode(Unique(prefix + def.Name), def.Op, def.Attr) { Depth = depth }))
                throw new TensorFlowException($"{where} has two nodes called '{def.Name}'.");
        foreach (var def in defs)
        {
            var node = nodes[def.Name];
            foreach (var input in def.Input)
                if (input.StartsWith('^'))
                    node.Controls.AddRange(nodes.TryGetValue(input[1..], out var first) ? [first] : []);
                else
                    node.Inputs.Add(Find(input, nodes, arguments, outputs, where));
        }
        return nodes;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_names.Add(unique); i++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        return unique;
    }
}

/// <summary>Functions name a node's outputs (<c>norm:batch_mean:0</c>), graphs count them (<c>norm:1</c>). Only operators
/// with several named outputs need a table; the one output, or list of outputs, of all others starts at 0.</summary>
internal static class OutputPorts
{
    private static readonly Dictionary<string, string[]> s_names = new(StringComparer.Ordinal)
    {
        ["FusedBatchNorm"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV2"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV3"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"],
        ["MaxPoolWithArgmax"] = ["output", "argmax"],
        ["TopK"] = ["values", "indices"],
        ["TopKV2"] = ["values", "indices"],
        ["Switch"] = ["output_false", "output_true"],
        ["Merge"] = ["output", "value_index"],
        ["Unique"] = ["y", "idx"],
        ["StatelessRandomGetKeyCounter"] = ["key", "counter"],
    };

    /// <summary>The position of an output; the offset within a list of outputs comes on top.</summary>
    public static int Of(string op, string output) => s_names.TryGetValue(op, out var names) ? Math.Max(0, Array.IndexOf(names, output)) : 0;
}
