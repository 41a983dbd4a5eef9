namespace TransferLab.Testing.Reference.Operators;

/// <summary>Losses that ONNX has operators for.</summary>
internal static class LossReference
{
    public static void Register(ReferenceOperators all)
    {
        all.AddMany("SoftmaxCrossEntropyLoss", c =>
        {
            var logProbabilities = BinaryReference.Combine(c[0], ReductionReference.Reduce(c[0], [1], keep: true, ReductionReference.LogSumExp), (x, total) => x - total);
            return [NegativeLogLikelihood(c, logProbabilities), logProbabilities];
        });
        all.Add("NegativeLogLikelihoodLoss", c => NegativeLogLikelihood(c, c[0]));
    }

    // loss[n,...] = -weight[label] * logp[n,label,...]; "mean" divides by the sum of the weights that were used.
    private static NDArray NegativeLogLikelihood(OperatorCall c, NDArray logProbabilities)
    {
        var labels = c[1];
        var weights = c.Optional(2);
        var losses = NDArray.Zeros(logProbabilities.Type, labels.Dims);
        double total = 0;
        foreach (var index in NDArray.Indices(labels.Dims))
        {
            var label = (int)labels[index];
            if (c.Node.Has("ignore_index") && label == c.Int("ignore_index", 0))
                continue;
            var weight = weights?.Values[label] ?? 1;
            losses[index] = -weight * logProbabilities[[index[0], label, .. index[1..]]];
            total += weight;
        }
        return c.Node.String("reduction", "mean") switch
        {
            "none" => losses,
            "sum" => new NDArray(losses.Type, [losses.Values.Sum()]),
            _ => new NDArray(losses.Type, [losses.Values.Sum() / total]),
        };
    }
}
