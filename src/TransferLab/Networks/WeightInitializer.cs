namespace TransferLab.Networks;

/// <summary>First values of new weights. Draws come from (seed, tensor name), so that a tensor starts alike whatever else the network has,
/// on every machine. No initializer starts the units of a layer alike: equal units would get equal gradients and stay equal.</summary>
internal static class WeightInitializer
{
    private const ulong Purpose = 0x77656967687473;

    /// <summary>Uniform in ±√(6/(fanIn+fanOut)) (Glorot and Bengio 2010): for layers before a softmax, sigmoid or tanh.</summary>
    /// <param name="weights">Filled.</param>
    /// <param name="fanIn">Inputs of a unit, 1 or more.</param>
    /// <param name="fanOut">Units, 1 or more.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="name">The tensor's name.</param>
    public static void GlorotUniform(Span<float> weights, int fanIn, int fanOut, ulong seed, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanOut);
        Uniform(weights, Math.Sqrt(6.0 / ((double)fanIn + fanOut)), seed, name);
    }

    /// <summary>Uniform in ±1/√fanIn (LeCun et al. 1998, scaled as PyTorch's dense layers are).</summary>
    /// <inheritdoc cref="GlorotUniform"/>
    public static void FanInUniform(Span<float> weights, int fanIn, ulong seed, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        Uniform(weights, 1 / Math.Sqrt(fanIn), seed, name);
    }

    /// <summary>Uniform in ±√(6/fanIn), of variance 2/fanIn (He et al. 2015): for layers before a ReLU or one of its relatives.</summary>
    /// <inheritdoc cref="GlorotUniform"/>
    public static void HeUniform(Span<float> weights, int fanIn, ulong seed, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        Uniform(weights, Math.Sqrt(6.0 / fanIn), seed, name);
    }

    private static void Uniform(Span<float> weights, double bound, ulong seed, string name)
    {
        var random = new CounterRandom(seed, Purpose, CounterRandom.Hash(name));
        foreach (ref var weight in weights)
            weight = (float)((2 * random.NextDouble() - 1) * bound);
    }
}
