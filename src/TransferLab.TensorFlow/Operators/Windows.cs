namespace TransferLab.TensorFlow.Operators;

/// <summary>The geometry of sliding windows: TensorFlow's four-element lists in data-format order to ONNX's numbers for height and width.</summary>
internal static class Windows
{
    /// <summary>Height and width out of a list in the node's data format; ones where the list is left out.</summary>
    public static long[] Spatial(MappingContext c, string attribute)
    {
        var list = c.Node.Ints(attribute);
        if (list.Length == 0)
            return [1, 1];
        if (list.Length != 4)
            throw c.Refuse($"{attribute} has {list.Length} numbers");
        var (h, w) = c.IsChannelsFirst ? (2, 3) : (1, 2);
        if (list[0] != 1 || list[c.IsChannelsFirst ? 1 : 3] != 1)
            throw c.Refuse($"{attribute} [{string.Join(',', list)}] runs over images or channels");
        return list[h] is > 0 and < int.MaxValue && list[w] is > 0 and < int.MaxValue
            ? [list[h], list[w]]
            : throw c.Refuse($"{attribute} [{string.Join(',', list)}] is not positive");
    }

    /// <summary>ONNX pads [top, left, bottom, right] of a window over an input with channels first.</summary>
    public static long[] Pads(MappingContext c, Shape input, long[] kernel, long[] strides, long[] dilations)
    {
        switch (c.Node.String("padding"))
        {
            case "VALID":
                return [0, 0, 0, 0];
            case "SAME":
                var top = Same(c, input[2], kernel[0], strides[0], dilations[0]);
                var left = Same(c, input[3], kernel[1], strides[1], dilations[1]);
                return [top.Before, left.Before, top.After, left.After];
            case "EXPLICIT":
                return Explicit(c);
            case var other:
                throw c.Refuse($"padding '{other}'");
        }
    }

    /// <summary>Explicit padding as [top, left, bottom, right].</summary>
    public static long[] Explicit(MappingContext c)
    {
        var list = c.Node.Ints("explicit_paddings");
        var at = c.IsChannelsFirst ? 4 : 2;
        if (list.Length != 8 || list.Any(p => p is < 0 or > int.MaxValue) || list.Where((_, i) => i < at || i > at + 3).Any(p => p != 0))
            throw c.Refuse($"explicit_paddings [{string.Join(',', list)}]");
        return [list[at], list[at + 2], list[at + 1], list[at + 3]];
    }

    // The output has ceil(extent / stride) positions; what the windows need beyond the input is split evenly, the odd row going behind.
    private static (long Before, long After) Same(MappingContext c, Dim extent, long kernel, long stride, long dilation)
    {
        var span = checked(((kernel - 1) * dilation) + 1);
        long total;
        if (extent.IsKnown)
            total = Math.Max(checked(((((extent.Value + stride - 1) / stride) - 1) * stride) + span - extent.Value), 0);
        else if (stride == 1)
            total = span - 1;
        else
            throw c.Refuse($"its SAME padding depends on the image's size, which the graph leaves open; say {new SettingName("Size")}");
        return (total / 2, total - (total / 2));
    }
}
