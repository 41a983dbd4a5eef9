using TransferLab.Onnx;

namespace TransferLab.TensorFlow.Operators;

/// <summary>Pooling; averages leave the padding out, as TensorFlow's do.</summary>
internal static class PoolingOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("MaxPool", c => Pool(c, "MaxPool"));
        handlers.Add("AvgPool", c => Pool(c, "AveragePool"));
    }

    private static void Pool(MappingContext c, string op)
    {
        long[] kernel = Windows.Spatial(c, "ksize"), strides = Windows.Spatial(c, "strides");
        var x = c.ChannelsFirst(0);
        var pads = Windows.Pads(c, c.FindShape(x)!, kernel, strides, [1, 1]);
        NodeAttribute[] attributes = [NodeAttribute.Ints("kernel_shape", kernel), NodeAttribute.Ints("strides", strides), NodeAttribute.Ints("pads", pads)];
        c.GiveImage(op, [x], op == "AveragePool" ? [.. attributes, NodeAttribute.Int("count_include_pad", 0)] : attributes);
    }
}
