using TransferLab.Autodiff;
using TransferLab.Autodiff.Updates;
using TransferLab.Onnx;
using TransferLab.Optimizers;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;

namespace TransferLab.Training.Devices;

/// <summary>
/// Weights, gradients and what follows from them in the memory of the device that runs the training graph. What the processor does to them elsewhere is done by small ONNX graphs here,
/// in sessions on the same device, so that a step moves the batch to the device and a few numbers back.
/// </summary>
internal sealed class DeviceParameters : IParameters
{
    private readonly Dictionary<string, long[]> _dims;
    private readonly SessionSettings _settings;
    private readonly BoundSession _norms;
    private readonly NativeBuffer<double> _squares;
    private readonly DeviceVector _weights;
    private readonly DeviceVector _gradients;
    private readonly float[] _scratch;
    private DeviceAccumulation? _accumulation;

    public DeviceParameters(IReadOnlyList<TrainableTensor> trainables, Func<string, float>? rateScale, SessionSettings settings)
    {
        _settings = settings with { ProfilePrefix = null };
        _dims = trainables.ToDictionary(t => t.Name, t => t.Shape.ToArray());
        Layout = ParameterStore.LayoutOf(trainables, rateScale);
        PaddedLength = (Layout.Length + SquaredNormGraph.BlockLength - 1) / SquaredNormGraph.BlockLength * SquaredNormGraph.BlockLength;
        Slices = [.. Layout.Slices.Select(s => new VectorSlice(s.Offset, s.Length, s.LearningRateScale, s.Decays))];
        _scratch = new float[PaddedLength];
        _squares = new(Slices.Count);
        // First of all, since memory on a device is asked of a session on it.
        _norms = Open(SquaredNormGraph.Build(Slices, PaddedLength));
        _weights = Allocate();
        _gradients = Allocate();
        _norms.BindWeight(SquaredNormGraph.Vector, _gradients.Value());
        _norms.BindOwnedOutput(SquaredNormGraph.Squares, OrtValue.Over(_squares, 0, Slices.Count));
    }

    public ParameterLayout Layout { get; }

    public IVector Weights => _weights;

    public IVector Gradients => _gradients;

    /// <summary>Elements of the vectors in memory: those of the layout, and zeros up to a whole block.</summary>
    public int PaddedLength { get; }

    /// <summary>The layout as graphs know it.</summary>
    public IReadOnlyList<VectorSlice> Slices { get; }

    public OrtValue WeightValue(ParameterSlice slice) => _weights.Value(slice.Offset, _dims[slice.Name]);

    public OrtValue GradientValue(ParameterSlice slice) => _gradients.Value(slice.Offset, _dims[slice.Name]);

    /// <summary>All weights as one tensor to bind, which the caller disposes.</summary>
    public OrtValue WeightValue() => _weights.Value();

    /// <summary>All gradients as one tensor to bind, which the caller disposes.</summary>
    public OrtValue GradientValue() => _gradients.Value();

    /// <summary>A session on the device.</summary>
    public BoundSession Open(OnnxModel model) => new(model.ToBytes(), _settings);

    /// <summary>Another vector of the layout, of zeros.</summary>
    public DeviceVector Allocate() => new(_norms.Allocate(PaddedLength), Layout.Length, _scratch);

    public void SquaredNorms(Span<double> squares)
    {
        _norms.Run(CancellationToken.None);
        _squares.Span.CopyTo(squares);
    }

    public double GlobalNorm()
    {
        _norms.Run(CancellationToken.None);
        var sum = 0.0;
        foreach (var square in _squares.Span)
            sum += square;
        return Math.Sqrt(sum);
    }

    public void Accumulate(float scale, bool first, bool last) => (_accumulation ??= new(this)).Add(scale, first, last);

    public IParameterOptimizer CreateOptimizer(OptimizerOptions options) => new DeviceOptimizer(options, this);

    public IWeightAverage CreateAverage(double decay) => new DeviceWeightAverage(decay, this);

    public void Dispose()
    {
        _accumulation?.Dispose();
        _norms.Dispose();
        _squares.Dispose();
        _weights.Dispose();
        _gradients.Dispose();
    }
}
