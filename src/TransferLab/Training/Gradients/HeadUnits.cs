namespace TransferLab.Training.Gradients;

/// <summary>Before the first step: do the units of the head's layers differ? Equal units get equal gradients and stay one unit for ever.</summary>
internal static class HeadUnits
{
    /// <param name="head">The head.</param>
    /// <param name="values">The values of a tensor, by name.</param>
    /// <exception cref="TrainingException">All units of a layer start equal; the message names the layer.</exception>
    public static void EnsureDistinct(ClassifierHead head, Func<string, ReadOnlySpan<float>> values)
    {
        foreach (var layer in head.Layers)
        {
            ReadOnlySpan<float> weight = values(layer.Weight), bias = values(layer.Bias);
            var inputs = weight.Length / bias.Length;
            if (bias.Length > 1 && !bias.ContainsAnyExcept(bias[0]) && AllRowsEqual(weight, inputs))
                throw new TrainingException($"All {bias.Length} units of the head's layer with the weights '{layer.Weight}' start equal: "
                    + $"they would get the same gradients and stay one unit. "
                    + $"Start a new run, with another {new SettingName(nameof(FineTuneOptions.Seed))}, so that the weights are drawn anew.");
        }
    }

    private static bool AllRowsEqual(ReadOnlySpan<float> weight, int inputs)
    {
        for (var start = inputs; start < weight.Length; start += inputs)
            if (!weight.Slice(start, inputs).SequenceEqual(weight[..inputs]))
                return false;
        return true;
    }
}
