using TransferLab.TensorFlow.Checkpoints;

namespace TransferLab.TensorFlow.Reading;

/// <summary>Decides what the outputs of a file are, and brings its variables along.</summary>
internal static class GraphAssembly
{
    // What stands at the end of a graph without being a result.
    private static readonly HashSet<string> s_noResults = new(StringComparer.Ordinal)
    {
        "NoOp", "Assert", "Const", "Placeholder", "PlaceholderWithDefault", "SaveV2", "Save", "RestoreV2", "Restore", "MergeV2Checkpoints", "ShardedFilename",
        "Assign", "AssignAdd", "AssignSub", "AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp", "VarHandleOp", "VarIsInitializedOp", "VariableV2",
        "Variable", "ReadVariableOp", "ScalarSummary", "HistogramSummary", "ImageSummary", "MergeSummary", "TensorSummaryV2", "Print", "PrintV2",
    };

    /// <summary>A graph whose results are the nodes that nothing reads.</summary>
    public static TfGraph Frozen(GraphDef def, TensorFlowOptions options)
    {
        var linker = new NodeLinker();
        var nodes = linker.Graph(def.Node);
        var graph = new TfGraph { Expand = new FunctionLibrary(def.Library, linker).Expand };
        if (options.OutputName is { } wanted && nodes.TryGetValue(wanted, out var chosen))
        {
            graph.Outputs.Add((wanted, chosen[0]));
            return graph;
        }
        var read = nodes.Values.SelectMany(n => n.Inputs.Select(i => i.Node).Concat(n.Controls)).ToHashSet(ReferenceEqualityComparer.Instance);
        List<TfNode> ends = [.. def.Node.Select(n => nodes[n.Name]).Where(n => !read.Contains(n) && !s_noResults.Contains(n.Op))];
        var image = ends.FindAll(n => DependsOnImage(n, options));
        foreach (var end in image.Count > 0 ? image : ends)
            graph.Outputs.Add((end.Name, end[0]));
        if (graph.Outputs.Count == 0)
            throw new TensorFlowException("the graph has no result: every node is a constant, a placeholder or read by another.");
        return graph;
    }

    /// <summary>A graph whose results are those of a signature.</summary>
    public static TfGraph SavedModel(MetaGraphDef meta, Func<TensorBundle> variables, TensorFlowOptions options)
    {
        var linker = new NodeLinker();
        var nodes = linker.Graph(meta.GraphDef.Node);
        var checkpoint = new Lazy<VariableReader>(() => new VariableReader(meta, variables()));
        var graph = new TfGraph { Expand = new FunctionLibrary(meta.GraphDef.Library, linker).Expand, Variable = handle => checkpoint.Value.Read(handle) };
        var signature = Signature(meta, options.Signature);
        foreach (var (name, info) in signature.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal))
            graph.Outputs.Add((name, Tensor(nodes, info.Name, $"the output '{name}'")));
        if (graph.Outputs.Count == 0)
            throw new TensorFlowException("the signature has no outputs.");
        foreach (var (name, info) in signature.Inputs)
            graph.InputNames[Tensor(nodes, info.Name, $"the input '{name}'").Node] = (name, info.TensorShape);
        return graph;
    }

    private static SignatureDef Signature(MetaGraphDef meta, string? wanted)
    {
        List<string> names = [.. meta.SignatureDef.Where(s => s.Value.Outputs.Count > 0 && !s.Key.StartsWith("__saved_model", StringComparison.Ordinal))
            .Select(s => s.Key).Order(StringComparer.Ordinal)];
        var name = wanted ?? (names.Contains("serving_default") ? "serving_default" : names.Count == 1 ? names[0] : null);
        if (name is not null && meta.SignatureDef.TryGetValue(name, out var signature))
            return signature;
        throw new TensorFlowException(names.Count == 0 ? "the SavedModel has no signature; save it with one (Keras does so by itself)."
            : $"the SavedModel has {(name is null ? "several signatures and none is 'serving_default'" : $"no signature '{name}'")}; "
                + $"there are {string.Join(", ", names.Select(n => $"'{n}'"))}.");
    }

    private static TfValue Tensor(Dictionary<string, TfNode> nodes, string name, string what)
    {
        var colon = name.LastIndexOf(':');
        var port = 0;
        if (!nodes.TryGetValue(colon < 0 ? name : name[..colon], out var node)
            || (colon >= 0 && (!int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port >= Limits.Outputs)))
            throw new TensorFlowException($"{what} of the signature is '{name}', which the graph does not have.");
        return node[port];
    }

    // Exports of a training graph leave ends behind (counters, rates) that have nothing to do with pictures.
    private static bool DependsOnImage(TfNode end, TensorFlowOptions options)
    {
        var seen = new HashSet<TfNode>(ReferenceEqualityComparer.Instance) { end };
        var stack = new Stack<TfNode>(seen);
        while (stack.TryPop(out var node))
        {
            if (node.Name == options.InputName || (node.Op == "Placeholder" && node.Type("dtype") is not (DataType.DtBool or DataType.DtString)))
                return true;
            foreach (var input in node.Inputs)
                if (seen.Add(input.Node))
                    stack.Push(input.Node);
        }
        return false;
    }
}
