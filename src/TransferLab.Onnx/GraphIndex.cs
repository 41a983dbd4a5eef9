namespace TransferLab.Onnx;

/// <summary>Who produces and who uses each value, as of the moment the index was made; editing the graph does not
/// update it. Values read by sub-graphs (If, Loop) count as used by the node that holds the sub-graph.</summary>
public sealed class GraphIndex
{
    private readonly Dictionary<string, Node> _producers = [];
    private readonly Dictionary<string, List<Node>> _consumers = [];

    /// <summary>Indexes a graph.</summary>
    /// <exception cref="OnnxFormatException">A value is produced twice.</exception>
    public GraphIndex(Graph graph)
    {
        Graph = graph;
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
                if (!_producers.TryAdd(output, node))
                    throw new OnnxFormatException($"The value '{output}' is produced by both {_producers[output]} and {node}.");
            foreach (var input in node.ReadValues())
            {
                if (!_consumers.TryGetValue(input, out var list))
                    _consumers.Add(input, list = []);
                if (list.Count == 0 || !ReferenceEquals(list[^1], node))
                    list.Add(node);
            }
        }
    }

    /// <summary>The graph that was indexed.</summary>
    public Graph Graph { get; }

    /// <summary>The node that produces a value; null for inputs, initializers and unknown names.</summary>
    public Node? Producer(string value) => _producers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value, each once, in graph order.</summary>
    public IReadOnlyList<Node> Consumers(string value) => _consumers.TryGetValue(value, out var list) ? list : [];

    /// <summary>Whether the value is an initializer.</summary>
    public bool IsInitializer(string value) => Graph.Initializers.ContainsKey(value);
}
