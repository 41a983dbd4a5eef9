using TransferLab.Onnx.Shapes;

namespace TransferLab.Onnx.Editing;

/// <summary>
/// Makes the batch size of a model free. Files exported with a fixed batch say so in more places than the input: reshape targets, class tokens that are
/// joined to every image, resize targets. All of them are rewritten, or the node that cannot be is named.
/// </summary>
public static class DynamicBatch
{
    // The rewritten nodes take their axes as inputs.
    private const long OldestOpset = 13;

    /// <summary>Makes the first dimension of the image input, and everything that follows from it, the symbol. Works in place; statements about intermediate values are dropped.</summary>
    /// <param name="model">The model, in operator set 13 or newer (see <see cref="Upgrade.OpsetUpgrade"/>).</param>
    /// <param name="input">The input; left out: the only one that has to be fed.</param>
    /// <param name="symbol">Name of the batch size.</param>
    /// <exception cref="ArgumentException">There is no such input, more than one to choose from, its shape is not stated, or the operator set is too old.</exception>
    /// <exception cref="OnnxFormatException">A node mixes the images of a batch, or has its size fixed in a way that cannot be rewritten; the message names it.</exception>
    /// <exception cref="ShapeInferenceException">The model's shapes contradict each other.</exception>
    public static void Apply(OnnxModel model, string? input = null, string symbol = "N")
    {
        if (model.Opset < OldestOpset)
            throw new ArgumentException($"The model is written in operator set {model.Opset}; upgrade it to {OldestOpset} or newer first.", nameof(model));
        var graph = model.Graph;
        var feed = Find(graph, input);
        var before = ShapeTable.Infer(model);
        graph.Inputs[graph.Inputs.IndexOf(feed)] = feed.WithShape(feed.Shape!.With(0, Dim.Of(symbol)));
        var outputs = graph.Outputs.ToArray();
        var nodes = graph.Nodes.ToArray();
        graph.ValueInfos.Clear();
        graph.Outputs.Clear();
        graph.Nodes.Clear();

        var after = new GraphBuilder(graph, new ShapeTable(graph, model.Opset));
        var rewriter = new BatchRewriter(after, before, symbol);
        after.Reserve(nodes.SelectMany(n => n.Outputs));
        foreach (var node in nodes)
            rewriter.Append(node);
        foreach (var output in outputs)
            graph.Outputs.Add(after.Shapes.TryGet(output.Name, out var known) && known.Shape is not null ? new ValueInfo(output.Name, output.Type, known.Shape) : output.WithShape(null));
    }

    private static ValueInfo Find(Graph graph, string? name)
    {
        var feeds = graph.Feeds.ToList();
        var found = name is null
            ? feeds.Count == 1 ? feeds[0] : throw new ArgumentException($"The model has {feeds.Count} inputs ({string.Join(", ", feeds.Select(f => f.Name))}); name the image input.", nameof(name))
            : feeds.Find(f => f.Name == name) ?? throw new ArgumentException($"The model has no input '{name}'; its inputs are {string.Join(", ", feeds.Select(f => f.Name))}.", nameof(name));
        return found.Shape is { Rank: > 0 } ? found : throw new ArgumentException($"The shape of the input '{found.Name}' is not stated.", nameof(name));
    }
}
