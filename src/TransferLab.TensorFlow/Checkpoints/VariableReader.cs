namespace TransferLab.TensorFlow.Checkpoints;

/// <summary>Finds the checkpoint's key of a variable. What counts is what the model itself would do on loading: its restore operation reads keys and
/// assigns them to handles. Where that does not show, the checkpoint's description of its objects is asked, then the variable's own name.</summary>
internal sealed class VariableReader(MetaGraphDef meta, TensorBundle bundle)
{
    private readonly Dictionary<string, string> _keys = RestoreMap.Read(meta.GraphDef);
    private readonly Lazy<Dictionary<string, string>> _objects = new(() =>
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, key) in bundle.Objects())
            map.TryAdd(name, key);
        return map;
    });

    /// <summary>The value of the variable behind a handle.</summary>
    /// <exception cref="TensorFlowException">The checkpoint does not have it.</exception>
    public Tensor Read(TfNode handle)
    {
        var shared = handle.String("shared_name");
        string?[] keys =
        [
            _keys.GetValueOrDefault(handle.Name), _objects.Value.GetValueOrDefault(shared), _objects.Value.GetValueOrDefault(handle.Name),
            shared, handle.Name, handle.Name + "/.ATTRIBUTES/VARIABLE_VALUE",
        ];
        string[] candidates = [.. keys.OfType<string>().Where(k => k.Length > 0)];
        var key = candidates.FirstOrDefault(bundle.Contains) ?? throw new TensorFlowException($"the checkpoint has no value of the variable {handle}; "
            + $"looked for {string.Join(", ", candidates.Distinct().Select(c => $"'{c}'"))}.");
        return bundle.Read(key);
    }
}

/// <summary>Which checkpoint key a model's restore operation assigns to which variable: RestoreV2 → (Identity) → Assign or AssignVariableOp.</summary>
internal static class RestoreMap
{
    private const int LongestChain = 16;

    /// <returns>Keys by the name of the handle's node in the graph.</returns>
    public static Dictionary<string, string> Read(GraphDef graph)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        Assignments(Index(graph.Node), new(StringComparer.Ordinal), keys);
        var functions = graph.Library?.Function.Where(f => f.Signature is not null && f.NodeDef.Any(n => n.Op == "RestoreV2")).GroupBy(f => f.Signature.Name)
            .ToDictionary(g => g.Key, g => g.First()) ?? [];
        foreach (var call in graph.Node)
        {
            if (!call.Attr.TryGetValue("f", out var f) || f.ValueCase != AttrValue.ValueOneofCase.Func || !functions.TryGetValue(f.Func.Name, out var function))
                continue;
            // Inside a function a handle is an argument; outside it is what the call passes.
            var arguments = function.Signature.InputArg.Zip(call.Input).GroupBy(p => p.First.Name).ToDictionary(g => g.Key, g => NameOf(g.First().Second));
            Assignments(Index(function.NodeDef), arguments, keys);
        }
        return keys;
    }

    private static void Assignments(Dictionary<string, NodeDef> nodes, Dictionary<string, string> arguments, Dictionary<string, string> keys)
    {
        foreach (var assign in nodes.Values.Where(n => n.Op is "Assign" or "AssignVariableOp" && n.Input.Count >= 2))
        {
            if (Key(nodes, assign.Input[1]) is not { } key)
                continue;
            var handle = Source(nodes, assign.Input[0]);
            keys[arguments.GetValueOrDefault(handle, handle)] = key;
        }
    }

    private static string? Key(Dictionary<string, NodeDef> nodes, string input)
    {
        for (var steps = 0; steps < LongestChain && nodes.TryGetValue(NameOf(input), out var node); steps++)
        {
            if (node.Op == "RestoreV2" && node.Input.Count >= 2)
                return nodes.TryGetValue(NameOf(node.Input[1]), out var names) && names.Attr.TryGetValue("value", out var value) && value.Tensor is { } tensor
                    && Port(input) is var port && port < tensor.StringVal.Count ? tensor.StringVal[port].ToStringUtf8() : null;
            if (node.Op is not ("Identity" or "Reshape" or "Cast") || node.Input.Count == 0)
                return null;
            input = node.Input[0];
        }
        return null;
    }

    private static string Source(Dictionary<string, NodeDef> nodes, string input)
    {
        for (var steps = 0; steps < LongestChain && nodes.TryGetValue(NameOf(input), out var node) && node.Op == "Identity" && node.Input.Count > 0; steps++)
            input = node.Input[0];
        return NameOf(input);
    }

    private static string NameOf(string input) => input.Split(':')[0];

    private static int Port(string input) =>
        input.LastIndexOf(':') is var colon and >= 0 && int.TryParse(input.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : 0;

    private static Dictionary<string, NodeDef> Index(IEnumerable<NodeDef> nodes)
    {
        var index = new Dictionary<string, NodeDef>(StringComparer.Ordinal);
        foreach (var node in nodes)
            index[node.Name] = node;
        return index;
    }
}
