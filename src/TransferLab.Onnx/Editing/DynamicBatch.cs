namespace TransferLab.Onnx.Editing;

/// <summary>Makes the batch size of a model free. Files exported with a fixed batch say so in more places than the input: reshape targets,
/// class tokens that are joined to every image, resize targets. All of them are rewritten, or the node that cannot be is named.</summary>
public static class DynamicBatch
{
    // The rewritten nodes take their axes as inputs.
    private const long OldestOpset = 13;

    /// <summary>Makes the first dimension of the image input, and everything that follows from it, the symbol. Works in
    /// place; statements about intermediate values are dropped.</summary>
    /// <param name="model">The model, in operator set 13 or newer (see <see cref="Upgrade.OpsetUpgrade"/>).</param>
    /// <param name="input">The input; left out: the only one that has to be fed.</param>
    /// <param name="symbol">Name of the batch size.</param>
    /// <exception cref="ArgumentException">There is no such input, more than one to choose from, its shape is not
    /// stated, or the operator set is too old.</exception>
    /// <exception cref="OnnxFormatException">A node mixes the images of a batch, or has its size fixed in a way that
    /// cannot be rewritten; the message names it.</exception>
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
            graph.Outputs.Add(after.Shapes.TryGet(output.Name, out var known) && known.Shape is not null
                ? new ValueInfo(output.Name, output.Type, known.Shape)
                : output.WithShape(null));
    }

    private static ValueInfo Find(Graph graph, string? name)
    {
        var feeds = graph.Feeds.ToList();
        var names = string.Join(", ", feeds.Select(f => f.Name));
        if (name is null && feeds.Count != 1)
            throw new ArgumentException($"The model has {feeds.Count} inputs ({names}); name the image input.", nameof(name));
        var found = name is null ? feeds[0] : feeds.Find(f => f.Name == name)
            ?? throw new ArgumentException($"The model has no input '{name}'; its inputs are {names}.", nameof(name));
        return found.Shape is { Rank: > 0 } ? found : throw new ArgumentException($"The shape of the input '{found.Name}' is not stated.", nameof(name));
    }
}

/// <summary>Carries a free batch size through a graph node by node, and rewrites the nodes that hold the old, fixed one.</summary>
internal sealed class BatchRewriter(GraphBuilder builder, ShapeTable before, string symbol)
{
    private ShapeTable After => builder.Shapes;

    public void Append(Node node)
    {
        if (!node.ReadValues().Any(Carries))
        {
            builder.Append(node);
            return;
        }
        switch (node.Domain.Length == 0 ? node.OpType : "")
        {
            case "Reshape":
                Reshape(node);
                break;
            case "Concat":
                Concat(node);
                break;
            case "Squeeze" when !node.HasInput(1):
                Squeeze(node);
                break;
            case "Resize" when node.HasInput(3):
                Resize(node);
                break;
        }
        builder.Append(node);
        Check(node);
    }

    private bool Carries(string value) => After.TryGet(value, out var info) && info.Shape is not null && info.Shape.Any(d => d.Symbol == symbol);

    /// <summary>A row-major reshape keeps what lies before the batch dimension in front of it, so the dimension behind
    /// equally many elements takes the batch.</summary>
    private void Reshape(Node node)
    {
        var input = node.Inputs[0];
        if (!Carries(input) || !node.HasInput(1) || !before.TryGet(node.Outputs[0], out var old) || old.Shape is not { } target)
            return;
        var shape = After.Shape(input);
        var axis = shape.ToList().FindIndex(d => d.Symbol == symbol);
        var leading = new Shape(shape.Take(axis)).Count;
        var place = -1;
        var passed = Dim.Of(1);
        for (var i = 0; i < target.Rank && place < 0; passed *= target[i++])
            if (passed == leading)
                place = i;
        if (place < 0 || leading.IsUnknown)
            throw Refuse(node, $"it reshapes {shape} to {target}, where the batch has no place of its own.");
        var wanted = target.ToLongs();
        if (wanted.Index().Any(d => d.Item < 0 && d.Index != place))
            // Already free in another dimension: the target is computed, or has a -1 of its own that has to agree with the batch.
            return;
        wanted[place] = -1;
        var probe = new ShapeTable(builder.Graph, After.Opset);
        After.TryGet(input, out var info);
        probe.Set(input, info!.Type, shape);
        var allowZero = node.Int("allowzero");
        var literal = After.Constant(node.Inputs[1]);
        if (literal is not null)
        {
            probe.Add(node);
            var result = probe.Shape(node.Outputs[0]);
            if (result.Rank == wanted.Length && result[place].Symbol == symbol
                && wanted.Index().All(d => d.Index == place || result[d.Index] == Dim.Of(d.Item)))
                return;
        }
        else if (After.Elements(node.Inputs[1]) is { } elements && elements.Count > place && elements[place].Symbol == symbol)
        {
            return;
        }
        node.Inputs[1] = builder.Ints(wanted);
        if (allowZero != 0)
            node.Remove("allowzero");
    }

    /// <summary>What is joined to every image (a class token) was stored once for the fixed batch and is stretched to the free one.</summary>
    private void Concat(Node node)
    {
        var carrier = node.Inputs.First(Carries);
        var shape = After.Shape(carrier);
        var axis = node.Int("axis") < 0 ? node.Int("axis") + shape.Rank : node.Int("axis");
        var batch = shape.ToList().FindIndex(d => d.Symbol == symbol);
        if (batch == axis)
            return;
        string? size = null;
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            var part = node.Inputs[i];
            if (Carries(part) || !After.TryGet(part, out var info) || info.Shape is not { IsStatic: true } own || own.Rank != shape.Rank)
                continue;
            if (own[batch] != Dim.Of(1))
                throw Refuse(node, $"it joins '{part}' of shape {own}, made for a fixed batch.");
            size ??= builder.Add("Slice", [builder.Add("Shape", [carrier]), builder.Ints(batch), builder.Ints(batch + 1)]);
            var target = new List<string>();
            if (batch > 0)
                target.Add(builder.Ints([.. own.ToLongs().Take(batch)]));
            target.Add(size);
            if (batch < own.Rank - 1)
                target.Add(builder.Ints([.. own.ToLongs().Skip(batch + 1)]));
            node.Inputs[i] = builder.Add("Expand", [part, target.Count == 1 ? size : builder.Add("Concat", target, NodeAttribute.Int("axis", 0))]);
        }
    }

    /// <summary>Without axes every dimension of extent 1 goes, a batch of one included; the free batch stays.</summary>
    private void Squeeze(Node node)
    {
        if (node.Has("axes"))
            return;
        var shape = After.Shape(node.Inputs[0]);
        long[] axes = [.. shape.Index().Where(d => d.Item == Dim.Of(1)).Select(d => (long)d.Index)];
        if (before.TryGet(node.Outputs[0], out var old) && old.Shape is not null && old.Shape.Rank != shape.Rank - axes.Length)
            throw Refuse(node, "it drops the batch dimension together with others of extent 1.");
        while (node.Inputs.Count > 1)
            node.Inputs.RemoveAt(1);
        if (axes.Length == 0)
            node.OpType = "Identity";
        else
            node.Inputs.Add(builder.Ints(axes));
    }

    private void Resize(Node node)
    {
        var shape = After.Shape(node.Inputs[0]);
        if (node.Has("axes") || After.Constant(node.Inputs[3]) is not { } sizes || sizes.Length != shape.Rank)
            return;
        if (After.Opset < 18)
            throw Refuse(node, "it resizes to a fixed batch; upgrade the model to operator set 18 first.");
        long[] axes = [.. Enumerable.Range(0, shape.Rank).Where(i => shape[i].Symbol != symbol).Select(i => (long)i)];
        node.Inputs[3] = builder.Ints([.. axes.Select(a => sizes[a])]);
        node.Set(NodeAttribute.Ints("axes", axes));
    }

    /// <summary>Whatever is computed from a batch has to be one, except its measurements.</summary>
    private void Check(Node node)
    {
        if (node.Is("Shape") || node.Is("Size") || !node.HasOutput(0) || !node.HasInput(0))
            return;
        if (After.TryGet(node.Outputs[0], out var result) && result.Shape is { } shape && !shape.Any(d => d.IsUnknown || d.Symbol == symbol))
            throw Refuse(node, $"its output has the shape {shape}, in which the batch is fixed or mixed.");
    }

    private static OnnxFormatException Refuse(Node node, string reason) => new($"The batch size cannot be made free: {node}: {reason}");
}
