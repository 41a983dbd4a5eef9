namespace TransferLab.Backbones.Preparation;

/// <summary>Tells from the first nodes of a graph whether it normalises pixels by itself. Dividing by 50 or more, or taking
/// off 50 or more, makes sense only where the input is pixels from 0 to 255; anything weaker proves nothing.</summary>
internal static class RawPixels
{
    private const double Telling = 50;

    // The means of ImageNet in the order of BGR networks, to the nearest whole number.
    private static readonly double[] s_bgrMeans = [104, 117, 124];

    /// <returns>The channel order (RGB unless means of ImageNet stand in reverse); null where nothing shows.</returns>
    public static ChannelOrder? Detect(Graph graph, string input)
    {
        var index = new GraphIndex(graph);
        var value = input;
        while (index.Consumers(value) is [var node] && node.Outputs.Count > 0)
        {
            switch (node.OpType)
            {
                case "Identity" or "Cast" or "Transpose":
                    break;
                case "Mul" or "Div" or "Sub" or "Add":
                    if (Constant(graph, node.Inputs.FirstOrDefault(i => i != value)) is not { } numbers)
                        return null;
                    if (node.OpType switch
                    {
                        "Mul" => numbers.All(n => Math.Abs(n) is > 0 and <= 1 / Telling),
                        "Div" => node.Inputs[0] == value && numbers.All(n => Math.Abs(n) >= Telling),
                        _ => numbers.All(n => Math.Abs(n) >= Telling),
                    })
                        return OrderOf(node.OpType is "Sub" or "Add" ? numbers : []);
                    break;
                case "BatchNormalization":
                    return Constant(graph, node.Inputs[3]) is { } means && means.All(m => m >= Telling) ? OrderOf(means) : null;
                default:
                    return null;
            }
            value = node.Outputs[0];
        }
        return null;
    }

    private static ChannelOrder OrderOf(double[] means) =>
        means.Length == 3 && means.Zip(s_bgrMeans, (m, b) => Math.Abs(Math.Abs(m) - b)).All(d => d <= 1) ? ChannelOrder.Bgr : ChannelOrder.Rgb;

    private static double[]? Constant(Graph graph, string? value) =>
        value is not null && graph.Initializers.TryGetValue(value, out var t) && t.Type.IsFloatingPoint() && t.Count is > 0 and <= 3
            ? [.. t.ToFloats().Select(f => (double)f)]
            : null;
}
