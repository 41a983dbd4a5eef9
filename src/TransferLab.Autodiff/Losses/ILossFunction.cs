namespace TransferLab.Autodiff.Losses;

/// <summary>A loss, written as differentiable ONNX nodes behind the logits. Its gradient follows from the rules of the operators it is made of.</summary>
public interface ILossFunction
{
    /// <summary>Name in kebab-case, e.g. <c>softmax-cross-entropy</c>.</summary>
    string Name { get; }

    /// <summary>Appends the loss to a graph.</summary>
    /// <param name="builder">Writes behind the forward pass; the shapes of both values are known to it.</param>
    /// <param name="logits">Float32 [N,K], before softmax or sigmoid.</param>
    /// <param name="targets">Float32 [N,K]: one-hot, soft or multi-hot labels in 0..1.</param>
    /// <returns>The name of the loss, a scalar without dimensions.</returns>
    /// <exception cref="ArgumentException">The logits do not have the shape this loss needs.</exception>
    string Append(GraphBuilder builder, string logits, string targets);
}

/// <summary>What all classification losses demand of their options and logits.</summary>
internal static class LossChecks
{
    public static double Smoothing(double value) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Label smoothing must be at least 0 and below 1.");

    /// <summary>An exponent of focal losses. Beyond 10 the factor is 0 in float32 for all but the worst mistakes.</summary>
    public static double Focus(double value, string name) => value is >= 0 and <= 10
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The focusing exponent must be 0 to 10.");

    public static IReadOnlyList<float>? Weights(IReadOnlyList<float>? weights, string what)
    {
        if (weights is null)
            return null;
        for (var k = 0; k < weights.Count; k++)
            if (!float.IsFinite(weights[k]) || weights[k] < 0)
                throw new ArgumentException($"The {what} of class {k} is {weights[k]}; weights are finite and not negative.", nameof(weights));
        return weights.All(w => w == 0) ? throw new ArgumentException($"Every {what} is 0: nothing would be learnt.", nameof(weights)) : [.. weights];
    }

    /// <summary>The number of classes K of logits [N,K].</summary>
    public static long Classes(GraphBuilder builder, string logits, IReadOnlyList<float>? weights)
    {
        var shape = builder.Shapes.Shape(logits);
        if (shape.Rank != 2 || !shape[1].IsKnown || builder.Shapes.Type(logits) is not (ElementType.Float or ElementType.Double))
            throw new ArgumentException($"The logits '{logits}' are {builder.Shapes.Type(logits)} {shape}; "
                + "a loss needs float32 [N,K] with a known number of classes K.", nameof(logits));
        if (weights is not null && weights.Count != shape[1].Value)
            throw new ArgumentException($"{weights.Count} class weights do not fit {shape[1]} classes.", nameof(weights));
        return shape[1].Value;
    }

    /// <summary>A [1,K] constant in the element type of the logits.</summary>
    public static string Row(GraphBuilder builder, IReadOnlyList<float> values, string like) => builder.Constant(builder.Shapes.Type(like) == ElementType.Double
        ? Tensor.From(values.Select(v => (double)v).ToArray(), 1, values.Count)
        : Tensor.From(values.ToArray(), 1, values.Count), "class_weights");

    /// <summary>A constant with one element and two axes in the element type of the logits.</summary>
    public static string Number(GraphBuilder builder, double value, string like) => builder.Constant(builder.Shapes.Type(like) == ElementType.Double
        ? Tensor.From([value], 1, 1)
        : Tensor.From([(float)value], 1, 1), "scalar");
}
