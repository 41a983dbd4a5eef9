using System.Runtime.CompilerServices;

namespace TransferLab.Networks;

/// <summary>A place in a head where training drops values. The head itself, as it is validated and packaged, has
/// nothing there; <see cref="DropoutNodes"/> puts a multiplication with a mask into training graphs. As an input of the
/// graph the mask makes runs repeatable, which the runtime's own random operator would not.</summary>
/// <param name="Value">The value <c>[N,Width]</c> that is dropped from.</param>
/// <param name="Mask">Name of the float input <c>[N,Width]</c> in training graphs: 1/(1-rate) for what stays, 0 for what is dropped.</param>
/// <param name="Width">Values per image.</param>
/// <param name="Rate">Part that is dropped, above 0 and below 1.</param>
/// <param name="Index">Number of the dropout in its head, from 0.</param>
internal sealed record HeadDropout(string Value, string Mask, int Width, float Rate, int Index)
{
    // A stream of its own, so that no draw here repeats one made elsewhere from the same seed.
    private static readonly ulong s_stream = CounterRandom.Hash("head.dropout");

    /// <summary>Fills the mask of one image: 0 with probability <see cref="Rate"/>, 1/(1-rate) otherwise. A function of (seed,
    /// dropout, epoch, sample) alone, so that neither the composition of batches nor an interruption changes it.</summary>
    /// <param name="row">The image's part of the mask, <see cref="Width"/> numbers.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Number of the epoch over the run.</param>
    /// <param name="sample">Index of the image in the dataset.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<float> row, ulong seed, int epoch, int sample)
    {
        // Without branches, which could not be predicted, and two decisions a draw: on cached features this is a good part of a step.
        var kept = BitConverter.SingleToInt32Bits(1 / (1 - Rate));
        var threshold = (long)(Rate * (double)(1L << 32));
        var random = new CounterRandom(seed, s_stream, (ulong)Index, (ulong)epoch, (ulong)sample);
        ulong draw = 0;
        for (var i = 0; i < row.Length; i++)
        {
            draw = (i & 1) == 0 ? random.NextUInt64() : draw >> 32;
            // All bits set where the draw reaches the threshold, none where it does not.
            var keeps = (int)~(((long)(uint)draw - threshold) >> 63);
            row[i] = BitConverter.Int32BitsToSingle(kept & keeps);
        }
    }
}

/// <summary>Puts dropout into the forward model of a training graph.</summary>
internal static class DropoutNodes
{
    /// <summary>A copy of a model in which each value is multiplied by its mask, a further input; the model itself where there is nothing to drop.</summary>
    public static OnnxModel Insert(OnnxModel model, IReadOnlyCollection<HeadDropout> dropouts)
    {
        if (dropouts.Count == 0)
            return model;
        var copy = model.Clone();
        var graph = copy.Graph;
        var shapes = ShapeTable.Infer(copy);
        var builder = new GraphBuilder(graph, shapes);
        foreach (var dropout in dropouts)
        {
            var readers = graph.Nodes.Where(n => n.Inputs.Contains(dropout.Value)).ToList();
            var dropped = builder.NewName($"{dropout.Value}.dropped");
            graph.Inputs.Add(new ValueInfo(dropout.Mask, ElementType.Float, shapes.Shape(dropout.Value)));
            // Two dropouts in a row read the same value: the second then multiplies in front of the first.
            graph.Nodes.Insert(graph.Nodes.IndexOf(readers[0]), new Node("Mul", [dropout.Value, dropout.Mask], [dropped]));
            foreach (var reader in readers)
                for (var i = 0; i < reader.Inputs.Count; i++)
                    if (reader.Inputs[i] == dropout.Value)
                        reader.Inputs[i] = dropped;
        }
        return copy;
    }
}
