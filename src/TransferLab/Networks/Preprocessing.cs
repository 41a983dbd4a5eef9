namespace TransferLab.Networks;

/// <summary>The image front of trainer and package: from pixels as cameras and browsers have them to what the backbone was trained on.</summary>
internal static class Preprocessing
{
    /// <summary>Name of the pixel input: uint8 <c>[N,H,W,3]</c>, RGB.</summary>
    public const string InputName = "image";

    /// <summary>Puts the image front before a model, in place: the input <see cref="BackboneSpec.InputName"/> is replaced by <see cref="InputName"/>, and
    /// the nodes between do channel order or luminance, layout, and <c>(pixel * PixelScale - Mean[c]) / Std[c]</c> as one multiplication and one addition.
    /// The arithmetic is not folded into a following convolution: zero padding would then no longer be zero in the network's own unit.</summary>
    /// <param name="model">The model to extend: a whole backbone, or its frozen prefix.</param>
    /// <param name="spec">How pixels become the input.</param>
    /// <exception cref="ArgumentException">The model has no such input.</exception>
    public static void Prepend(OnnxModel model, BackboneSpec spec)
    {
        var graph = model.Graph;
        var index = graph.Inputs.FindIndex(i => i.Name == spec.InputName);
        if (index < 0)
            throw new ArgumentException($"The model has no input '{spec.InputName}'.", nameof(model));
        var target = spec.InputName;
        if (target == InputName)
            target = ValueRenaming.Rename(graph, target);
        else
            ValueRenaming.Rename(graph, InputName);
        var batch = graph.Inputs[index].Shape is { Rank: 4 } shape ? shape[0] : Dim.Of("N");
        graph.Inputs[index] = new ValueInfo(InputName, ElementType.UInt8, new Shape(batch, spec.Height, spec.Width, 3));
        // Written at the end, where fresh names are known to be fresh, then moved to the front.
        var count = graph.Nodes.Count;
        Write(new GraphBuilder(graph, new ShapeTable(graph, model.Opset)), spec);
        graph.Nodes[^1].Outputs[0] = target;
        var front = graph.Nodes[count..];
        graph.Nodes.RemoveRange(count, front.Count);
        graph.Nodes.InsertRange(0, front);
    }

    private static void Write(GraphBuilder builder, BackboneSpec spec)
    {
        var value = InputName;
        var axis = spec.Layout == ImageLayout.Nchw ? 1 : 3;
        if (spec.Channels == ChannelOrder.Gray)
        {
            // ITU-R BT.601, the weights every common decoder uses for grey.
            value = builder.Add("Cast", [value], NodeAttribute.Int("to", (long)ElementType.Float));
            value = builder.Add("MatMul", [value, builder.Constant(Tensor.From([0.299f, 0.587f, 0.114f], 3, 1), "luminance")]);
            if (spec.Layout == ImageLayout.Nchw)
                value = builder.Add("Transpose", [value], NodeAttribute.Ints("perm", 0, 3, 1, 2));
        }
        else
        {
            // Layout and order change on bytes, a quarter of the traffic; whole planes move when the channels come first.
            if (spec.Layout == ImageLayout.Nchw)
                value = builder.Add("Transpose", [value], NodeAttribute.Ints("perm", 0, 3, 1, 2));
            if (spec.Channels == ChannelOrder.Bgr)
                value = builder.Add("Gather", [value, builder.Ints(2, 1, 0)], NodeAttribute.Int("axis", axis));
            value = builder.Add("Cast", [value], NodeAttribute.Int("to", (long)ElementType.Float));
        }
        var scale = spec.Std.Select(s => (float)(spec.PixelScale / s)).ToArray();
        var shift = spec.Mean.Zip(spec.Std, (m, s) => (float)(-m / s)).ToArray();
        long[] dims = axis == 1 ? [1, scale.Length, 1, 1] : [1, 1, 1, scale.Length];
        if (scale.Any(s => s != 1))
            value = builder.Add("Mul", [value, builder.Constant(Tensor.From(scale, dims), "pixel_scale")]);
        if (shift.Any(s => s != 0))
            builder.Add("Add", [value, builder.Constant(Tensor.From(shift, dims), "pixel_shift")]);
    }
}
