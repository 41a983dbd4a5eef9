namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// The two models that a heat map takes, made once from a package's: one that also gives out the last map of features, and one from that map and a label to the
/// gradient of the label's logit with respect to the map. Apart, the network runs once for any number of labels, and the label can be the one it gives.
/// </summary>
internal sealed class ExplanationModels
{
    /// <summary>Input of <see cref="Backward"/>: float32 [N,K], 1 for the label asked about and 0 for all others.</summary>
    public const string Label = "label";

    private ExplanationModels(OnnxModel forward, OnnxModel backward, string map, string label, string gradient, MapForm form) =>
        (Forward, Backward, Map, LabelInput, Gradient, Form) = (forward, backward, map, label, gradient, form);

    /// <summary>The package's model with <see cref="Map"/> as one more output.</summary>
    public OnnxModel Forward { get; }

    /// <summary>From <see cref="Map"/> and <see cref="LabelInput"/> to <see cref="Gradient"/>.</summary>
    public OnnxModel Backward { get; }

    /// <summary>Name of the last map of features.</summary>
    public string Map { get; }

    /// <summary>Name of the label's input: <see cref="Label"/>, or close to it where the network uses that.</summary>
    public string LabelInput { get; }

    /// <summary>Name of the gradient, in the map's shape.</summary>
    public string Gradient { get; }

    public MapForm Form { get; }

    /// <summary>Makes both of a package's model, which is left unchanged.</summary>
    /// <exception cref="ExplanationException">The network has no map, or an operator behind it has no gradient.</exception>
    public static ExplanationModels Build(OnnxModel model, string input)
    {
        if (model.Opset < GradientBuilder.MinimumOpset)
            throw new ExplanationException($"A heat map cannot be drawn: the model is written in operator set {model.Opset}, and gradients need at least "
                + $"{GradientBuilder.MinimumOpset}. Export the package again with this version of TransferLab.");
        try
        {
            var shapes = ShapeTable.Infer(model);
            var (map, form) = MapFinder.Find(model, input, Postprocessing.Logits, shapes);
            var forward = model.Clone();
            forward.Graph.Outputs.Add(new ValueInfo(map, ElementType.Float, shapes.Shape(map)));
            var (backward, label, gradient) = Backwards(model, map, shapes);
            return new(forward, backward, map, label, gradient, form);
        }
        catch (Exception e) when (e is GradientNotDefinedException or ShapeInferenceException)
        {
            throw new ExplanationException($"A heat map cannot be drawn: {e.Message}", e);
        }
    }

    private static (OnnxModel Model, string Label, string Gradient) Backwards(OnnxModel model, string map, ShapeTable known)
    {
        var backward = GraphCutter.Extract(model, [map], [Postprocessing.Logits], known);
        var graph = backward.Graph;
        var builder = new GraphBuilder(graph, ShapeTable.Infer(backward));
        var label = builder.NewName(Label);
        var shape = builder.Shapes.Shape(Postprocessing.Logits);
        graph.Inputs.Add(new ValueInfo(label, ElementType.Float, shape));
        builder.Shapes.Set(label, ElementType.Float, shape);
        // Pictures of a batch do not meet, so the gradient of the sum is that of each picture's own logit.
        var chosen = builder.Add("Mul", [Postprocessing.Logits, label]);
        var score = builder.Add("ReduceSum", [chosen, builder.Ints(0, 1)], NodeAttribute.Int("keepdims", 0));
        var gradient = builder.AddNamed(builder.NewName("map_gradient"), "Identity", [GradientBuilder.Build(builder, score, [map])[map]]);
        graph.Outputs.Clear();
        graph.Outputs.Add(new ValueInfo(gradient, ElementType.Float, builder.Shapes.Shape(map)));
        DeadNodes.Remove(graph);
        graph.ValueInfos.Clear();
        return (backward, label, gradient);
    }
}
