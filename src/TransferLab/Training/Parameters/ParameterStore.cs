namespace TransferLab.Training.Parameters;

/// <summary>All trainable tensors of a phase in one flat native buffer, and their gradients in another of the same layout. The
/// session reads weights from and writes gradients to these buffers directly; optimizers and clipping see one long vector.</summary>
internal sealed class ParameterStore : IParameters
{
    private readonly Dictionary<string, long[]> _dims;
    private readonly HostVector _weights;
    private readonly HostVector _gradients;
    private float[]? _sum;

    public ParameterStore(IReadOnlyList<TrainableTensor> trainables, Func<string, float>? rateScale = null)
    {
        _dims = trainables.ToDictionary(t => t.Name, t => t.Shape.ToArray());
        Layout = LayoutOf(trainables, rateScale);
        Weights = new(Layout.Length);
        Gradients = new(Layout.Length);
        (_weights, _gradients) = (new(() => Weights.Span), new(() => Gradients.Span));
    }

    public ParameterLayout Layout { get; }
    public NativeBuffer<float> Weights { get; }
    public NativeBuffer<float> Gradients { get; }

    IVector IParameters.Weights => _weights;

    IVector IParameters.Gradients => _gradients;

    /// <summary>Where the tensors of a phase lie, wherever their memory is.</summary>
    // Matrices and kernels decay; biases and normalisation parameters, which have one dimension, do not.
    public static ParameterLayout LayoutOf(IReadOnlyList<TrainableTensor> trainables, Func<string, float>? rateScale) =>
        ParameterLayout.Pack(trainables.Select(t => (t.Name, checked((int)t.Count), rateScale?.Invoke(t.Name) ?? 1f, t.Shape.Count > 1)));

    public OrtValue WeightValue(ParameterSlice slice) => OrtValue.Over(Weights, slice.Offset, _dims[slice.Name]);

    public OrtValue GradientValue(ParameterSlice slice) => OrtValue.Over(Gradients, slice.Offset, _dims[slice.Name]);

    public void SquaredNorms(Span<double> squares)
    {
        for (var i = 0; i < squares.Length; i++)
            squares[i] = GradientClipping.SumOfSquares(Gradients.Slice(Layout.Slices[i].Offset, Layout.Slices[i].Length));
    }

    public double GlobalNorm() => GradientClipping.GlobalNorm(Gradients.Span);

    public void Accumulate(float scale, bool first, bool last)
    {
        _sum ??= new float[Layout.Length];
        var gradients = Gradients.Span;
        if (first)
            _sum.AsSpan().Clear();
        // The sum ends where the optimizer looks for it.
        AddScaled(gradients, scale, _sum, last ? gradients : _sum);
    }

    public IParameterOptimizer CreateOptimizer(OptimizerOptions options) => new HostOptimizer(OptimizerCatalog.Create(options, Layout), this);

    public IWeightAverage CreateAverage(double decay) => new HostWeightAverage(new(decay, Weights.Span), this);

    public void Dispose()
    {
        Weights.Dispose();
        Gradients.Dispose();
    }

    // Multiplied, then added, nowhere fused: the bits are the same on every machine.
    private static void AddScaled(ReadOnlySpan<float> values, float scale, ReadOnlySpan<float> sum, Span<float> result)
    {
        var i = 0;
        for (var s = new Vector<float>(scale); i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + new Vector<float>(values[i..]) * s).CopyTo(result[i..]);
        for (; i < values.Length; i++)
        {
            var scaled = values[i] * scale;
            result[i] = sum[i] + scaled;
        }
    }
}

/// <summary>An optimizer that runs on the processor, over parameters in its memory.</summary>
internal sealed class HostOptimizer(Optimizer optimizer, ParameterStore parameters) : IParameterOptimizer
{
    public long StepCount => optimizer.StepCount;

    public IReadOnlyList<string> StateNames => optimizer.StateNames;

    public IVector State(string name) => new HostVector(() => optimizer.State(name));

    public void Resume(long stepCount) => optimizer.Resume(stepCount);

    public void Step(StepSettings settings) => optimizer.Step(parameters.Weights.Span, parameters.Gradients.Span, settings);

    public void Dispose()
    {
        // Its state is the garbage collector's.
    }
}

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

/// <summary>Exponential moving average of the weights (Polyak averaging): a ← a + (1 − d)·(w − a) after each step, with
/// d = min(decay, (1 + t)/(10 + t)) at step t from 0, so that the first steps, which are far from where training ends,
/// are soon forgotten (the warm-up of TensorFlow's <c>ExponentialMovingAverage</c>).</summary>
/// <param name="decay">Above 0, below 1.</param>
/// <param name="weights">The weights it starts from.</param>
internal sealed class WeightAverage(double decay, ReadOnlySpan<float> weights)
{
    private readonly float[] _average = weights.ToArray();

    /// <summary>The average as it stands.</summary>
    public Span<float> Values => _average;

    /// <summary>The share 1 − d that the weights have in the average after a step.</summary>
    /// <param name="decay">Above 0, below 1.</param>
    /// <param name="steps">Steps of the phase before this one, 0 or more.</param>
    public static float Share(double decay, long steps) => (float)(1 - Math.Min(decay, (1.0 + steps) / (10.0 + steps)));

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="steps">Steps of the phase before this one, 0 or more.</param>
    public void Update(ReadOnlySpan<float> weights, long steps)
    {
        var rest = Share(decay, steps);
        var average = _average.AsSpan();
        var i = 0;
        // Elementwise and unfused: the same bits whatever the vector length.
        for (var r = new Vector<float>(rest); i <= average.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var a = new Vector<float>(average[i..]);
            (a + r * (new Vector<float>(weights[i..]) - a)).CopyTo(average[i..]);
        }
        for (; i < average.Length; i++)
        {
            var step = rest * (weights[i] - average[i]);
            average[i] += step;
        }
    }

    /// <summary>Puts the average into the place of the weights while something is done with it, and the weights back afterwards.</summary>
    public T InPlaceOf<T>(Span<float> weights, Func<T> use)
    {
        Exchange(weights);
        try
        {
            return use();
        }
        finally
        {
            Exchange(weights);
        }
    }

    private void Exchange(Span<float> weights)
    {
        for (var i = 0; i < weights.Length; i++)
            (weights[i], _average[i]) = (_average[i], weights[i]);
    }
}
