namespace TransferLab.Training.Parameters;

/// <summary>A moving average in the processor's memory, over parameters there.</summary>
internal sealed class HostWeightAverage(WeightAverage average, ParameterStore parameters) : IWeightAverage
{
    public IVector Values { get; } = new HostVector(() => average.Values);

    public void Update(long steps) => average.Update(parameters.Weights.Span, steps);

    public T InPlaceOfWeights<T>(Func<T> use) => average.InPlaceOf(parameters.Weights.Span, use);

    public void Dispose()
    {
        // Its values are the garbage collector's.
    }
}
