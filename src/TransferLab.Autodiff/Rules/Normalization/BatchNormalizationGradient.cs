namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>
/// Gradient of BatchNormalization Y = scale * (X - mean) * r + bias, r = 1/sqrt(variance + epsilon). With fixed statistics: dX = dY * scale * r,
/// dbias = sum dY, dscale = r * (sum dY*X - mean * dbias). In training mode the gradient also flows through the batch's mean and variance;
/// the running statistics (outputs 1 and 2) are not differentiable.
/// </summary>
internal static class BatchNormalizationGradient
{
    private const int X = 0, Scale = 1, Bias = 2, Mean = 3, Variance = 4;

    public static void Write(GradientContext c)
    {
        if (!c.HasOutputGradient(0))
            return;
        if (c.Shapes.Opset < 9 && c.Node.Int("spatial", 1) == 0)
            throw c.Refuse("statistics per position (spatial = 0) are not supported.");
        var training = c.Shapes.Opset >= 14 ? c.Node.Int("training_mode") != 0 : c.Node.Outputs.Count(o => o.Length > 0) > 1;
        if (training && c.Shapes.Opset < 14)
            throw c.Refuse("the training form of operator sets before 14 is not supported; convert the model to inference form or to operator set 14.");
        if (training)
            Training(c);
        else
            FixedStatistics(c);
    }

    private static void FixedStatistics(GradientContext c)
    {
        var x = c.InputShape(X);
        var dy = c.FullG();
        var r = c.Op("Reciprocal", c.Op("Sqrt", c.Add(c.Input(Variance), c.Builder.Scalar(c.Node.Float("epsilon", 1e-5f), 1))));
        var a = c.Mul(c.Input(Scale), r);
        if (c.Needs(X))
            c.Give(X, c.Mul(dy, c.PerChannel(a, x[1], x.Rank)));
        if (!c.Needs(Scale) && !c.Needs(Bias) && !c.Needs(Mean) && !c.Needs(Variance))
            return;
        var axes = OverChannels(x);
        var sum = c.Sum(dy, false, axes);
        c.Give(Bias, sum);
        if (c.Needs(Mean))
            c.Give(Mean, c.Neg(c.Mul(sum, a)));
        if (!c.Needs(Scale) && !c.Needs(Variance))
            return;
        var product = c.Sum(c.Mul(dy, c.Input(X)), false, axes);
        var slope = c.Mul(c.Sub(product, c.Mul(c.Input(Mean), sum)), r);
        c.Give(Scale, slope);
        if (c.Needs(Variance))
            c.Give(Variance, c.Scale(c.Mul(c.Mul(slope, a), r), -0.5f));
    }

    private static void Training(GradientContext c)
    {
        var x = c.InputShape(X);
        var axes = OverChannels(x);
        var dy = c.FullG();
        if (c.Needs(Bias))
            c.Give(Bias, c.Sum(dy, false, axes));
        if (!c.Needs(X) && !c.Needs(Scale))
            return;
        var statistics = Standardization.Compute(c, c.Input(X), c.Node.Float("epsilon", 1e-5f), axes);
        if (c.Needs(Scale))
        {
            var moment = c.Sum(c.Mul(dy, statistics.Centred), true, axes);
            c.Give(Scale, c.Reshape(c.Mul(moment, statistics.InverseDeviation), x[1]));
        }
        if (c.Needs(X))
            c.Give(X, c.Mul(statistics.Gradient(dy), c.PerChannel(c.Input(Scale), x[1], x.Rank)));
    }

    private static long[] OverChannels(Shape x) => [0, .. Enumerable.Range(2, x.Rank - 2).Select(i => (long)i)];
}
