namespace TransferLab.TensorFlow.CleanUp;

/// <summary>TensorFlow 1 writes a dilated convolution as SpaceToBatchND → convolution → BatchToSpaceND. With padding p, crops c
/// and a plain VALID convolution of stride 1 that is one convolution with the block as its dilation and padding p − c.</summary>
internal static class AtrousConvolutions
{
    public static void Apply(TfGraph graph)
    {
        var made = new Dictionary<TfNode, TfNode?>(ReferenceEqualityComparer.Instance);
        graph.Replace(value =>
        {
            if (value.Node.Op != "BatchToSpaceND")
                return null;
            if (!made.TryGetValue(value.Node, out var merged))
                made[value.Node] = merged = Merge(value.Node);
            return merged?[0];
        });
    }

    private static TfNode? Merge(TfNode gather)
    {
        if (gather.Inputs is not [var inner, var block, var crops])
            return null;
        // A bias may stand between: it is the same for all positions.
        var bias = inner.Node is { Op: "BiasAdd", Inputs.Count: 2 } ? inner.Node : null;
        var convolution = (bias?.Inputs[0] ?? inner).Node;
        if (convolution is not { Op: "Conv2D" or "DepthwiseConv2dNative", Inputs: [var scattered, var filter] }
            || scattered.Node is not { Op: "SpaceToBatchND", Inputs: [var x, var blockBefore, var pads] }
            || convolution.String("padding") != "VALID" || convolution.String("data_format", "NHWC") != "NHWC" || convolution.Ints("strides").Any(s => s != 1))
            return null;
        if (Two(block) is not [var h, var w] || Two(blockBefore) is not [var hb, var wb] || (h, w) != (hb, wb)
            || Two(pads) is not [var top, var bottom, var left, var right]
            || Two(crops) is not [var cropTop, var cropBottom, var cropLeft, var cropRight])
            return null;
        long[] padding = [0, 0, top - cropTop, bottom - cropBottom, left - cropLeft, right - cropRight, 0, 0];
        if (padding.Any(p => p < 0) || h < 1 || w < 1)
            return null;
        var attributes = new Dictionary<string, AttrValue>(convolution.Attributes)
        {
            ["padding"] = new() { S = Google.Protobuf.ByteString.CopyFromUtf8("EXPLICIT") },
            ["explicit_paddings"] = Ints(padding),
            ["dilations"] = Ints(1, h, w, 1),
        };
        var dilated = new TfNode(convolution.Name, convolution.Op, attributes);
        dilated.Inputs.AddRange([x, filter]);
        if (bias is null)
            return dilated;
        var biased = new TfNode(bias.Name, bias.Op, bias.Attributes);
        biased.Inputs.AddRange([dilated[0], bias.Inputs[1]]);
        return biased;
    }

    private static long[]? Two(TfValue value) =>
        value.Node.IsConstant && value.Node.Constant() is { Type: ElementType.Int32 or ElementType.Int64, Count: 2 or 4 } t ? t.ToLongs() : null;

    private static AttrValue Ints(params long[] values)
    {
        var list = new AttrValue.Types.ListValue();
        list.I.AddRange(values);
        return new AttrValue { List = list };
    }
}
