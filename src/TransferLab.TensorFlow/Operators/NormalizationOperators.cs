namespace TransferLab.TensorFlow.Operators;

/// <summary>Batch normalisation in its inference form, and normalisation across neighbouring channels.</summary>
internal static class NormalizationOperators
{
    private const float StandardEpsilon = 1e-4f;

    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        foreach (var op in (string[])["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"])
            handlers.Add(op, BatchNormalization);
        handlers.Add("LRN", LocalResponse);
    }

    private static void BatchNormalization(MappingContext c)
    {
        // An attribute that is left out has its default, which is training.
        if (c.Node.Bool("is_training", true))
            throw c.Refuse("is in its training form, with the statistics of each batch; export the graph for inference");
        NodeAttribute[] attributes = [NodeAttribute.Float("epsilon", c.Node.Float("epsilon", StandardEpsilon))];
        string[] numbers = [c.In(1), c.In(2), c.In(3), c.In(4)];
        if (c.Shape(0).Rank == 2)
            c.Give("BatchNormalization", [c.In(0), .. numbers], attributes);
        else
            c.GiveImage("BatchNormalization", [c.ChannelsFirst(0), .. numbers], attributes);
    }

    // TensorFlow sums the squares of 2r + 1 channels and scales the sum by alpha; ONNX scales their mean.
    private static void LocalResponse(MappingContext c)
    {
        var size = checked((2 * c.Node.Int("depth_radius", 5)) + 1);
        if (size is < 1 or > 4095)
            throw c.Refuse($"depth_radius {c.Node.Int("depth_radius")}");
        if (c.Shape(0).Rank != 4)
            throw c.Refuse($"works on image batches, its input has the shape {c.Shape(0)}");
        var y = c.Op("LRN", [c.Transposed(c.In(0), MappingContext.ToFirst)], NodeAttribute.Int("size", size),
            NodeAttribute.Float("alpha", c.Node.Float("alpha", 1) * size),
            NodeAttribute.Float("beta", c.Node.Float("beta", 0.5f)), NodeAttribute.Float("bias", c.Node.Float("bias", 1)));
        c.Give("Transpose", [y], NodeAttribute.Ints("perm", MappingContext.ToLast));
    }
}
