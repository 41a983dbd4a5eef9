namespace TransferLab.TensorFlow.Graphs;

/// <summary>The functions of a graph, expanded call by call. A condition that is known beforehand is a call of the branch it picks.</summary>
internal sealed class FunctionLibrary(FunctionDefLibrary? library, NodeLinker linker)
{
    private static readonly string[] s_callSuffixes = ["StatefulPartitionedCall", "PartitionedCall"];

    private readonly Dictionary<string, FunctionDef> _functions = Index(library);
    private readonly Dictionary<TfNode, TfValue[]?> _expanded = new(ReferenceEqualityComparer.Instance);

    /// <summary>The values a call returns; null for nodes that call nothing.</summary>
    /// <exception cref="TensorFlowException">The function does not exist, takes other arguments, or calls itself.</exception>
    public TfValue[]? Expand(TfNode node)
    {
        if (_expanded.TryGetValue(node, out var known))
            return known;
        return _expanded[node] = node.Op switch
        {
            "PartitionedCall" or "StatefulPartitionedCall" => Call(node, node.Function("f") ?? "", [.. node.Inputs]),
            "If" or "StatelessIf" when node.Inputs.Count > 0 => ConstantConditions.Of(node.Inputs[0], this) switch
            {
                null => null,
                var taken => Call(node, node.Function(taken == true ? "then_branch" : "else_branch") ?? "", [.. node.Inputs.Skip(1)]),
            },
            _ when _functions.ContainsKey(node.Op) => Call(node, node.Op, [.. node.Inputs]),
            _ => null,
        };
    }

    private TfValue[] Call(TfNode node, string name, TfValue[] inputs)
    {
        if (!_functions.TryGetValue(name, out var function))
            throw new TensorFlowException($"{node} calls the function '{name}', which the graph does not have.");
        if (node.Depth >= Limits.CallDepth)
            throw new TensorFlowException($"{node} calls '{name}', which calls itself or is nested too deeply.");
        var signature = function.Signature;
        if (signature.InputArg.Count != inputs.Length)
            throw new TensorFlowException($"{node} passes {inputs.Length} values to the function '{name}', which takes {signature.InputArg.Count}.");
        var arguments = new Dictionary<string, TfValue>(StringComparer.Ordinal);
        for (var i = 0; i < inputs.Length; i++)
            arguments[signature.InputArg[i].Name] = inputs[i];
        var nodes = linker.Body(function, Prefix(node), node.Depth + 1, arguments, Outputs);
        return [.. signature.OutputArg.Select(o => function.Ret.TryGetValue(o.Name, out var value)
            ? NodeLinker.Find(value, nodes, arguments, Outputs, $"the function '{name}'")
            : throw new TensorFlowException($"the function '{name}' does not return its output '{o.Name}'."))];
    }

    private IReadOnlyList<string>? Outputs(string op) => _functions.TryGetValue(op, out var f) ? [.. f.Signature.OutputArg.Select(o => o.Name)] : null;

    // Keras calls each layer's function conv1/StatefulPartitionedCall; people look for conv1/Conv2D.
    private static string Prefix(TfNode call)
    {
        var name = call.Name;
        var last = name[(name.LastIndexOf('/') + 1)..];
        return s_callSuffixes.Any(s => last.StartsWith(s, StringComparison.Ordinal)) ? name[..^last.Length] : name + "/";
    }

    private static Dictionary<string, FunctionDef> Index(FunctionDefLibrary? library)
    {
        var functions = new Dictionary<string, FunctionDef>(StringComparer.Ordinal);
        foreach (var function in library?.Function.Where(f => f.Signature is not null) ?? [])
            functions[function.Signature.Name] = function;
        return functions;
    }
}
