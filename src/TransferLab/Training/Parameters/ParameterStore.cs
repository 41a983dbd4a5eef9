using System.Numerics;
using TransferLab.Autodiff;
using TransferLab.Optimizers;
using TransferLab.Runtime;

namespace TransferLab.Training.Parameters;

/// <summary>
/// All trainable tensors of a phase in one flat native buffer, and their gradients in another of the same layout. The session reads weights from and
/// writes gradients to these buffers directly; optimizers and clipping see one long vector.
/// </summary>
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
