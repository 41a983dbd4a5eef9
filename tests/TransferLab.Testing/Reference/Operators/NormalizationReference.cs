namespace TransferLab.Testing.Reference.Operators;

/// <summary>Normalisations.</summary>
internal static class NormalizationReference
{
    public static void Register(ReferenceOperators all)
    {
        all.AddMany("BatchNormalization", BatchNormalization);
        all.AddMany("LayerNormalization", LayerNormalization);
        all.Add("InstanceNormalization", InstanceNormalization);
        all.Add("GroupNormalization", GroupNormalization);
        all.Add("RMSNormalization", RmsNormalization);
        all.Add("LRN", Lrn);
        all.Add("LpNormalization", LpNormalization);
    }

    // y = scale * (x - mean) / sqrt(var + eps) + bias per channel. In training form the statistics are the batch's (population variance),
    // and the running ones become running * momentum + batch * (1 - momentum).
    private static NDArray[] BatchNormalization(OperatorCall call)
    {
        NDArray x = call[0], scale = call[1], bias = call[2], mean = call[3].Copy(), variance = call[4].Copy();
        var (channels, plane) = Channels(x);
        var training = call.Opset >= 14 && call.Flag("training_mode");
        double epsilon = call.Float("epsilon", 1e-5f), momentum = call.Float("momentum", 0.9f);
        NDArray y = NDArray.Zeros(x.Type, x.Dims), runningMean = mean.Copy(), runningVariance = variance.Copy();
        for (var c = 0; c < channels; c++)
        {
            int[] members = [.. Enumerable.Range(0, x.Count).Where(i => i / plane % channels == c)];
            if (training)
            {
                (mean.Values[c], variance.Values[c]) = Moments(x, members);
                runningMean.Values[c] = (runningMean.Values[c] * momentum) + (mean.Values[c] * (1 - momentum));
                runningVariance.Values[c] = (runningVariance.Values[c] * momentum) + (variance.Values[c] * (1 - momentum));
            }
            foreach (var i in members)
                y.Values[i] = (scale.Values[c] * (x.Values[i] - mean.Values[c]) / Math.Sqrt(variance.Values[c] + epsilon)) + bias.Values[c];
        }
        return [y, runningMean, runningVariance];
    }

    private static NDArray[] LayerNormalization(OperatorCall call)
    {
        NDArray x = call[0], scale = call[1];
        var bias = call.Optional(2);
        var axis = call.Axis("axis", -1, x.Rank);
        var epsilon = call.Float("epsilon", 1e-5f);
        var size = NDArray.CountOf(x.Dims.AsSpan(axis));
        int[] outer = [.. x.Dims[..axis], .. SpatialWindow.Filled(x.Rank - axis, 1)];
        NDArray y = NDArray.Zeros(x.Type, x.Dims), means = NDArray.Zeros(x.Type, outer), inverses = NDArray.Zeros(x.Type, outer);
        for (var row = 0; row < means.Count; row++)
        {
            int[] members = [.. Enumerable.Range(row * size, size)];
            (means.Values[row], var variance) = Moments(x, members);
            inverses.Values[row] = 1 / Math.Sqrt(variance + epsilon);
            foreach (var i in members)
            {
                var index = x.IndexOf(i);
                y.Values[i] = ((x.Values[i] - means.Values[row]) * inverses.Values[row] * scale.Values[BinaryReference.BroadcastOffset(scale, index)])
                    + (bias is null ? 0 : bias.Values[BinaryReference.BroadcastOffset(bias, index)]);
            }
        }
        return [y, means, inverses];
    }

    private static NDArray InstanceNormalization(OperatorCall call)
    {
        NDArray x = call[0], scale = call[1], bias = call[2];
        var epsilon = call.Float("epsilon", 1e-5f);
        var (channels, plane) = Channels(x);
        var y = NDArray.Zeros(x.Type, x.Dims);
        for (var p = 0; p < x.Count / plane; p++)
        {
            int[] members = [.. Enumerable.Range(p * plane, plane)];
            var (mean, variance) = Moments(x, members);
            foreach (var i in members)
                y.Values[i] = (scale.Values[p % channels] * (x.Values[i] - mean) / Math.Sqrt(variance + epsilon)) + bias.Values[p % channels];
        }
        return y;
    }

    // Operator set 18 has one scale and bias per group, 21 one per channel.
    private static NDArray GroupNormalization(OperatorCall call)
    {
        NDArray x = call[0], scale = call[1], bias = call[2];
        var epsilon = call.Float("epsilon", 1e-5f);
        var groups = call.Int("num_groups", 1);
        var (channels, plane) = Channels(x);
        var size = channels / groups * plane;
        var y = NDArray.Zeros(x.Type, x.Dims);
        for (var g = 0; g < x.Count / size; g++)
        {
            int[] members = [.. Enumerable.Range(g * size, size)];
            var (mean, variance) = Moments(x, members);
            foreach (var i in members)
            {
                var parameter = call.Opset >= 21 ? i / plane % channels : g % groups;
                y.Values[i] = (scale.Values[parameter] * (x.Values[i] - mean) / Math.Sqrt(variance + epsilon)) + bias.Values[parameter];
            }
        }
        return y;
    }

    private static NDArray RmsNormalization(OperatorCall call)
    {
        NDArray x = call[0], scale = call[1];
        var size = NDArray.CountOf(x.Dims.AsSpan(call.Axis("axis", -1, x.Rank)));
        var epsilon = call.Float("epsilon", 1e-5f);
        var y = NDArray.Zeros(x.Type, x.Dims);
        for (var i = 0; i < x.Count; i++)
        {
            var start = i / size * size;
            double squares = 0;
            for (var j = start; j < start + size; j++)
                squares += x.Values[j] * x.Values[j];
            y.Values[i] = x.Values[i] / Math.Sqrt((squares / size) + epsilon) * scale.Values[BinaryReference.BroadcastOffset(scale, x.IndexOf(i))];
        }
        return y;
    }

    // y = x / (bias + alpha/size * sum of squares over the neighbouring channels)^beta
    private static NDArray Lrn(OperatorCall call)
    {
        var x = call[0];
        var size = call.Int("size", 1);
        double alpha = call.Float("alpha", 1e-4f), beta = call.Float("beta", 0.75f), bias = call.Float("bias", 1f);
        var (channels, plane) = Channels(x);
        var y = NDArray.Zeros(x.Type, x.Dims);
        for (var i = 0; i < x.Count; i++)
        {
            var c = i / plane % channels;
            double squares = 0;
            for (var k = Math.Max(0, c - ((size - 1) / 2)); k <= Math.Min(channels - 1, c + (size / 2)); k++)
                squares += Math.Pow(x.Values[i + ((k - c) * plane)], 2);
            y.Values[i] = x.Values[i] / Math.Pow(bias + (alpha / size * squares), beta);
        }
        return y;
    }

    private static NDArray LpNormalization(OperatorCall call)
    {
        var x = call[0];
        var axis = call.Axis("axis", -1, x.Rank);
        var p = call.Int("p", 2);
        var norms = ReductionReference.Reduce(x, [axis], keep: true,
            values => p == 1 ? values.Sum(Math.Abs) : Math.Sqrt(values.Sum(v => v * v)));
        return BinaryReference.Combine(x, norms, (v, norm) => v / norm);
    }

    private static (double Mean, double Variance) Moments(NDArray x, int[] members)
    {
        var mean = members.Average(i => x.Values[i]);
        return (mean, members.Average(i => (x.Values[i] - mean) * (x.Values[i] - mean)));
    }

    private static (int Channels, int Plane) Channels(NDArray x) => x.Rank == 1 ? (1, 1) : (x.Dims[1], NDArray.CountOf(x.Dims.AsSpan(2)));
}
