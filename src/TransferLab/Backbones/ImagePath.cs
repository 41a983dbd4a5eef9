namespace TransferLab.Backbones;

/// <summary>The part of a graph through which an image reaches the features: the nodes that depend on the input and
/// that the features depend on, in topological order. What only computes from constants is beside the path.</summary>
internal sealed class ImagePath
{
    private readonly Dictionary<string, int> _producers = [];
    private readonly HashSet<string> _values;

    /// <exception cref="BackboneException">The features do not depend on the input.</exception>
    public ImagePath(Graph graph, string input, string features)
    {
        Input = input;
        Features = features;
        var fromImage = new HashSet<string> { input };
        var reached = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            if (!node.ReadValues().Any(fromImage.Contains))
                continue;
            reached.Add(node);
            fromImage.UnionWith(node.Outputs.Where(o => o.Length > 0));
        }
        if (!fromImage.Contains(features))
            throw new BackboneException($"The value '{features}' does not depend on the image input '{input}'.");
        var needed = new HashSet<string> { features };
        for (var i = reached.Count - 1; i >= 0; i--)
        {
            // What only follows the features (the old classifier) is off the path.
            if (!reached[i].Outputs.Any(needed.Contains))
                continue;
            needed.UnionWith(reached[i].ReadValues());
            Nodes.Add(reached[i]);
        }
        Nodes.Reverse();
        for (var i = 0; i < Nodes.Count; i++)
            foreach (var output in Nodes[i].Outputs.Where(o => o.Length > 0))
                _producers[output] = i;
        needed.IntersectWith(fromImage);
        _values = needed;
    }

    public string Input { get; }
    public string Features { get; }
    public List<Node> Nodes { get; } = [];

    /// <summary>Whether the value carries the image on towards the features.</summary>
    public bool Contains(string value) => _values.Contains(value);

    /// <summary>The position in <see cref="Nodes"/> of the value's producer; -1 for the input and for what is off the path.</summary>
    public int PositionOf(string value) => _values.Contains(value) ? _producers.GetValueOrDefault(value, -1) : -1;

    /// <summary>The values on the path that a node reads, each once.</summary>
    public IEnumerable<string> Reads(Node node) => node.ReadValues().Where(_values.Contains).Distinct();

    /// <summary>Positions of the nodes after which exactly one value is still to be read, with that value. Those values
    /// are all the articulation points: a value v lies on every path from input to features if and only if every node of
    /// the path comes before or after v. All that come before stand before v's producer in any topological order, so after
    /// it v alone is live; and when v alone is live, every path goes through it. One sweep, linear in edges.</summary>
    public IEnumerable<(int Position, string Value)> Articulations()
    {
        var readers = new Dictionary<string, int>();
        foreach (var value in Nodes.SelectMany(Reads))
            readers[value] = readers.GetValueOrDefault(value) + 1;
        readers[Features] = readers.GetValueOrDefault(Features) + 1;
        var live = readers.ContainsKey(Input) ? 1 : 0;
        for (var i = 0; i < Nodes.Count; i++)
        {
            foreach (var value in Reads(Nodes[i]))
                if ((readers[value] -= 1) == 0)
                    live--;
            string? produced = null;
            foreach (var output in Nodes[i].Outputs)
            {
                if (readers.GetValueOrDefault(output) == 0)
                    continue;
                live++;
                produced = output;
            }
            if (live == 1 && produced is not null)
                yield return (i, produced);
        }
    }
}
