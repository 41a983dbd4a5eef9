namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>Gradient of InstanceNormalization: standardisation per picture and channel, then scale and bias per channel.</summary>
internal static class InstanceNormalizationGradient
{
    public static void Write(GradientContext c)
    {
        var b = c.Builder;
        var x = c.InputShape(0);
        long[] spatial = [.. Enumerable.Range(2, x.Rank - 2).Select(i => (long)i)];
        var dy = c.OutputGradient()!;
        if (c.Needs(2))
            c.Give(2, b.ReduceSum(dy, false, [0, .. spatial]));
        if (!c.Needs(0) && !c.Needs(1))
            return;
        var statistics = Standardization.Compute(b, c.Input(0), c.Node.Float("epsilon", 1e-5f), spatial);
        if (c.Needs(1))
        {
            var moments = b.ReduceSum(b.Add("Mul", [dy, statistics.Centred]), true, spatial);
            c.Give(1, b.Reshape(b.ReduceSum(b.Add("Mul", [moments, statistics.InverseDeviation]), true, 0), x[1]));
        }
        // The scale is the same for all normalised positions, so it can be applied to the result.
        if (c.Needs(0))
            c.Give(0, b.Add("Mul", [statistics.Gradient(dy), b.PerChannel(c.Input(1), x[1], x.Rank)]));
    }
}
