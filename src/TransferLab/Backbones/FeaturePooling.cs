namespace TransferLab.Backbones;

/// <summary>Turns features of any form into one vector per image.</summary>
internal static class FeaturePooling
{
    /// <summary>Appends what is needed to make <c>[N,F]</c> of a map <c>[N,C,H,W]</c> or <c>[N,H,W,C]</c> (mean over positions),
    /// of tokens <c>[N,T,C]</c> (mean over tokens) or of a vector <c>[N,F]</c> (nothing). Returns the vector's value.</summary>
    /// <param name="builder">Writes at the end of the graph.</param>
    /// <param name="features">The value to pool; its shape is known.</param>
    /// <param name="channelAxis">The axis that stays.</param>
    /// <exception cref="InvalidOperationException">The features have another rank.</exception>
    public static string Append(GraphBuilder builder, string features, int channelAxis)
    {
        var shape = builder.Shapes.Shape(features);
        switch (shape.Rank)
        {
            case 2:
                return features;
            case 4 when channelAxis == 1:
                var pooled = One(shape[2]) && One(shape[3]) ? features : builder.Add("GlobalAveragePool", [features]);
                return builder.Add("Flatten", [pooled], NodeAttribute.Int("axis", 1));
            case 3 or 4:
                long[] axes = [.. Enumerable.Range(1, shape.Rank - 1).Where(a => a != channelAxis).Select(a => (long)a)];
                // Reduction axes became an input in opset 18.
                return builder.Shapes.Opset >= 18
                    ? builder.Add("ReduceMean", [features, builder.Ints(axes)], NodeAttribute.Int("keepdims", 0))
                    : builder.Add("ReduceMean", [features], NodeAttribute.Ints("axes", axes), NodeAttribute.Int("keepdims", 0));
            default:
                throw new InvalidOperationException($"Features of shape {shape} are neither a map, nor tokens, nor a vector.");
        }
    }

    private static bool One(Dim dim) => dim.IsKnown && dim.Value == 1;
}
