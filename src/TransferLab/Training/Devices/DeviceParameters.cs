using TransferLab.Autodiff.Updates;

namespace TransferLab.Training.Devices;

/// <summary>Weights, gradients and what follows from them in the memory of the device that runs the training graph. What the processor does to them elsewhere
/// is done by small ONNX graphs here, in sessions on the same device, so that a step moves the batch to the device and a few numbers back.</summary>
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

/// <summary>A vector in a device's memory.</summary>
/// <param name="buffer">Its memory, zeroed; disposed with the vector. What is beyond the length stays 0.</param>
/// <param name="length">Number of elements.</param>
/// <param name="scratch">As long as the buffer; the vectors of a phase share one.</param>
internal sealed class DeviceVector(DeviceBuffer<float> buffer, int length, float[] scratch) : IVector, IDisposable
{
    public int Length { get; } = length;

    /// <summary>Part of the memory as a tensor to bind, which the caller disposes.</summary>
    public OrtValue Value(long offset, params ReadOnlySpan<long> dims) => OrtValue.Over(buffer, offset, dims);

    /// <summary>All of the memory as a tensor to bind, which the caller disposes.</summary>
    public OrtValue Value() => Value(0, buffer.Length);

    public ReadOnlySpan<float> OnHost()
    {
        buffer.CopyTo(scratch);
        return scratch.AsSpan(0, Length);
    }

    public void CopyFrom(ReadOnlySpan<float> values)
    {
        values.CopyTo(scratch);
        scratch.AsSpan(Length).Clear();
        buffer.CopyFrom(scratch);
    }

    public void Dispose() => buffer.Dispose();
}

/// <summary>A moving average of weights in the memory of a device.</summary>
internal sealed class DeviceWeightAverage : IWeightAverage
{
    private readonly double _decay;
    private readonly DeviceParameters _parameters;
    private readonly DeviceVector _average;
    private readonly BoundSession _session;
    private readonly NativeBuffer<float> _share = new(1);

    public DeviceWeightAverage(double decay, DeviceParameters parameters)
    {
        (_decay, _parameters, _average) = (decay, parameters, parameters.Allocate());
        _average.CopyFrom(parameters.Weights.OnHost());
        _session = parameters.Open(AverageGraph.Build(parameters.PaddedLength));
        _session.BindWeight(AverageGraph.Values, parameters.WeightValue());
        _session.BindWeight(AverageGraph.Share, OrtValue.Over(_share, 0, 1));
        _session.BindWeight(AverageGraph.Average, _average.Value());
        _session.BindOwnedOutput(AverageGraph.Next, _average.Value());
    }

    public IVector Values => _average;

    public void Update(long steps)
    {
        _share.Span[0] = WeightAverage.Share(_decay, steps);
        _session.Run(CancellationToken.None);
    }

    // By way of the processor's memory: once an epoch that is cheaper than another vector on the device for the whole of it.
    public T InPlaceOfWeights<T>(Func<T> use)
    {
        var weights = _parameters.Weights.OnHost().ToArray();
        _parameters.Weights.CopyFrom(_average.OnHost());
        try
        {
            return use();
        }
        finally
        {
            _parameters.Weights.CopyFrom(weights);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _average.Dispose();
        _share.Dispose();
    }
}

/// <summary>The sum of the gradients of a step's batches, in the memory of a device.</summary>
internal sealed class DeviceAccumulation : IDisposable
{
    private readonly BoundSession _begin;
    private readonly BoundSession _add;
    private readonly DeviceVector _sum;
    private readonly OrtValue _sumValue;
    private readonly OrtValue _gradients;
    private readonly NativeBuffer<float> _scale = new(1);

    public DeviceAccumulation(DeviceParameters parameters)
    {
        _sum = parameters.Allocate();
        (_sumValue, _gradients) = (_sum.Value(), parameters.GradientValue());
        _begin = parameters.Open(AccumulationGraph.Build(parameters.PaddedLength, begins: true));
        _add = parameters.Open(AccumulationGraph.Build(parameters.PaddedLength, begins: false));
        foreach (var session in (BoundSession[])[_begin, _add])
        {
            session.BindInput(AccumulationGraph.Values, _gradients);
            session.BindInput(AccumulationGraph.Sum, _sumValue);
            session.BindWeight(AccumulationGraph.Scale, OrtValue.Over(_scale, 0, 1));
        }
    }

    public void Add(float scale, bool first, bool last)
    {
        _scale.Span[0] = scale;
        var session = first ? _begin : _add;
        session.BindOutput(AccumulationGraph.Next, last ? _gradients : _sumValue);
        session.Run(CancellationToken.None);
    }

    public void Dispose()
    {
        _begin.Dispose();
        _add.Dispose();
        _sumValue.Dispose();
        _gradients.Dispose();
        _sum.Dispose();
        _scale.Dispose();
    }
}
