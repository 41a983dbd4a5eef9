using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Convolution;

/// <summary>One geometry to check; arrays have one entry per spatial axis, <see cref="Pads"/> two.</summary>
internal sealed record ConvolutionCase(int Batch, int Channels, int Outputs, int[] Size, int[] Kernel)
{
    public int Groups { get; init; } = 1;

    public long[]? Strides { get; init; }

    public long[]? Dilations { get; init; }

    public long[]? Pads { get; init; }

    public long[]? OutputPadding { get; init; }

    public string? AutoPad { get; init; }

    public bool Bias { get; init; } = true;

    public override string ToString() =>
        $"{Batch}x{Channels}x{string.Join('x', Size)} to {Outputs}, kernel {string.Join('x', Kernel)}, groups {Groups}, strides {Text(Strides)}, "
            + $"dilations {Text(Dilations)}, "
        + $"pads {Text(Pads)}, output padding {Text(OutputPadding)}, {AutoPad ?? "NOTSET"}";

    public OneNode Node(string opType = "Conv", int seed = 1)
    {
        var attributes = new List<NodeAttribute> { NodeAttribute.Int("group", Groups) };
        foreach (var (name, values) in new[] { ("strides", Strides), ("dilations", Dilations), ("pads", Pads), ("output_padding", OutputPadding) })
            if (values is not null)
                attributes.Add(NodeAttribute.Ints(name, values));
        if (AutoPad is not null)
            attributes.Add(NodeAttribute.String("auto_pad", AutoPad));
        int[] weight = opType == "Conv" ? [Outputs, Channels / Groups, .. Kernel] : [Channels, Outputs / Groups, .. Kernel];
        var node = OneNode.Of(opType, [.. attributes])
            .Input("x", NDArray.Random(seed, -1, 1, [Batch, Channels, .. Size]))
            .Input("w", NDArray.Random(seed + 1, -1, 1, weight));
        return Bias ? node.Input("b", NDArray.Random(seed + 2, -1, 1, Outputs)) : node;
    }

    /// <summary>A random geometry with small sizes, for sweeps.</summary>
    public static ConvolutionCase Draw(Random random, int rank)
    {
        int[] kernel = Each(rank, () => random.Next(1, rank == 2 ? 8 : 4));
        if (random.Next(4) == 0)
            kernel = Each(rank, () => 1);
        var strides = Each(rank, () => (long)random.Next(1, 4));
        if (random.Next(3) > 0)
            strides = Each(rank, () => strides[0]);
        var dilations = Each(rank, () => (long)random.Next(1, 3));
        var pads = Each(2 * rank, () => (long)random.Next(0, 4));
        var size = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            var smallest = (dilations[i] * (kernel[i] - 1)) + 1 - pads[i] - pads[i + rank];
            size[i] = (int)Math.Max(1, smallest) + random.Next(0, 7);
        }
        var groups = random.Next(3) == 0 ? 1 : random.Next(1, 4);
        return new ConvolutionCase(random.Next(1, 4), groups * (random.Next(2) == 0 ? 1 : random.Next(1, 6)), groups * random.Next(1, 4), size, kernel)
        {
            Groups = groups,
            Strides = strides,
            Dilations = dilations,
            Pads = random.Next(5) == 0 ? null : pads,
            AutoPad = null,
            Bias = random.Next(2) == 0,
        }.Fitting();
    }

    /// <summary>Enlarges the image where the window does not fit.</summary>
    private ConvolutionCase Fitting()
    {
        var rank = Size.Length;
        return this with
        {
            Size = [.. Size.Select((s, i) => (int)Math.Max(s, ((Dilations?[i] ?? 1) * (Kernel[i] - 1)) + 1 - (Pads?[i] ?? 0) - (Pads?[i + rank] ?? 0)))],
        };
    }

    private static T[] Each<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private static string Text(long[]? values) => values is null ? "default" : string.Join(',', values);
}
