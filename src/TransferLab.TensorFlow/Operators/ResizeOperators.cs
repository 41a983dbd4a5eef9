namespace TransferLab.TensorFlow.Operators;

/// <summary>Resampling of images to a constant size.</summary>
internal static class ResizeOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("ResizeBilinear", c => Resize(c, "linear"));
        handlers.Add("ResizeNearestNeighbor", c => Resize(c, "nearest"));
    }

    private static void Resize(MappingContext c, string mode)
    {
        var size = c.Longs(1, "size");
        if (size.Length != 2 || size.Any(s => s is <= 0 or > int.MaxValue))
            throw c.Refuse($"the size [{string.Join(',', size)}]");
        if (c.Shape(0).Rank != 4)
            throw c.Refuse($"works on image batches, its input has the shape {c.Shape(0)}");
        bool corners = c.Node.Bool("align_corners"), centers = c.Node.Bool("half_pixel_centers");
        if (corners && centers)
            throw c.Refuse("align_corners and half_pixel_centers contradict each other");
        // Bilinear gives float32 whatever it reads.
        var x = mode == "linear" && c.Type(0) != ElementType.Float ? c.Op("Cast", [c.In(0)], NodeAttribute.Int("to", (long)ElementType.Float)) : c.In(0);
        List<NodeAttribute> attributes =
        [
            NodeAttribute.String("mode", mode), NodeAttribute.Ints("axes", 2, 3),
            NodeAttribute.String("coordinate_transformation_mode", corners ? "align_corners" : centers ? "half_pixel" : "asymmetric"),
        ];
        // Nearest: floor(i·scale) by the corner, floor((i + ½)·scale) by centres, which is rounding i's centre up at ties; round(i·scale) between corners.
        if (mode == "nearest")
            attributes.Add(NodeAttribute.String("nearest_mode", corners || centers ? "round_prefer_ceil" : "floor"));
        var y = c.Op("Resize", [c.Transposed(x, MappingContext.ToFirst), "", "", c.Builder.Ints(size)], attributes);
        c.Give("Transpose", [y], NodeAttribute.Ints("perm", MappingContext.ToLast));
    }
}
