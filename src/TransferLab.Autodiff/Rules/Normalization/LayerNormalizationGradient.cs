namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>
/// Gradient of LayerNormalization over the axes from <c>axis</c> on. Mean and 1/deviation are taken from the node's optional outputs, which
/// saves two passes over X; gradients into those outputs are carried on too.
/// </summary>
internal static class LayerNormalizationGradient
{
    private const int Y = 0, Mean = 1, InverseDeviation = 2;

    public static void Write(GradientContext c)
    {
        var b = c.Builder;
        var x = c.InputShape(0);
        var axis = (int)c.Node.Int("axis", -1);
        long[] axes = [.. Enumerable.Range(0, x.Rank).Skip(axis < 0 ? axis + x.Rank : axis).Select(i => (long)i)];
        var reduced = axes.Aggregate(x, (s, a) => s.With((int)a, 1));
        bool fromMean = c.HasOutputGradient(Mean), fromDeviation = c.HasOutputGradient(InverseDeviation);
        var mean = b.State(c.ExtraOutput(Mean), c.Input(0), reduced);
        var r = b.State(c.ExtraOutput(InverseDeviation), c.Input(0), reduced);
        var statistics = Standardization.FromOutputs(b, c.Input(0), mean, r, axes);
        if (c.OutputGradient(Y) is { } dy)
        {
            // Scale and bias have the normalised shape (or one that broadcasts to it); the sum over the rest happens centrally.
            c.Give(2, dy);
            if (c.Needs(1))
                c.Give(1, b.Add("Mul", [dy, statistics.Normalized()]));
            if (c.Needs(0))
                c.Give(0, statistics.Gradient(b.Add("Mul", [dy, c.Input(1)])));
        }
        if (!c.Needs(0) || (!fromMean && !fromDeviation))
            return;
        if (axes.Any(a => !x[(int)a].IsKnown))
            throw c.Refuse($"the normalised dimensions of its input {x} are not known.");
        var share = 1f / axes.Aggregate(1L, (n, a) => n * x[(int)a].Value);
        if (fromMean)
            c.Give(0, b.Scale(c.OutputGradient(Mean)!, share));
        if (fromDeviation)
        {
            // r = (variance + epsilon)^(-1/2): dr/dx = -r^3 (x - mean) / count.
            var cubed = b.Add("Mul", [b.Add("Mul", [r, r]), r]);
            c.Give(0, b.Add("Mul", [statistics.Centred, b.Scale(b.Add("Mul", [c.OutputGradient(InverseDeviation)!, cubed]), -share)]));
        }
    }
}
