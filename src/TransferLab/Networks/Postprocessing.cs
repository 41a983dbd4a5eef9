namespace TransferLab.Networks;

/// <summary>The end of a packaged graph: from class scores to probabilities.</summary>
internal static class Postprocessing
{
    /// <summary>Name of the output <c>[N,K]</c> with probabilities.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>Name of the output <c>[N,K]</c> with class scores, before temperature.</summary>
    public const string Logits = "logits";

    /// <summary>Gives a model the outputs <see cref="Probabilities"/>, softmax or sigmoid of logits / temperature, and
    /// <see cref="Logits"/>, in place.</summary>
    /// <param name="model">The model to extend.</param>
    /// <param name="logits">The value with the class scores, <c>[N,K]</c>.</param>
    /// <param name="task">Which of softmax and sigmoid.</param>
    /// <param name="temperature">Above 0; 1 leaves the scores as they are.</param>
    public static void Append(OnnxModel model, string logits, LearningTask task, double temperature = 1)
    {
        if (!(temperature > 0) || !double.IsFinite(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), "The temperature must be above 0.");
        var graph = model.Graph;
        // The outputs' names belong to the package's contract; a backbone may have used them inside.
        if (logits != Logits)
            ValueRenaming.Rename(graph, Logits);
        ValueRenaming.Rename(graph, Probabilities);
        var builder = new GraphBuilder(graph, ShapeTable.Infer(model));
        var shape = builder.Shapes.Shape(logits);
        if (logits != Logits)
            builder.AddNamed(Logits, "Identity", [logits]);
        var scaled = temperature == 1 ? logits : builder.Add("Mul", [logits, builder.Scalar((float)(1 / temperature), 2)]);
        if (task == LearningTask.SingleLabel)
            builder.AddNamed(Probabilities, "Softmax", [scaled], NodeAttribute.Int("axis", 1));
        else
            builder.AddNamed(Probabilities, "Sigmoid", [scaled]);
        graph.Outputs.Clear();
        graph.Outputs.Add(new ValueInfo(Probabilities, ElementType.Float, shape));
        graph.Outputs.Add(new ValueInfo(Logits, ElementType.Float, shape));
    }
}
