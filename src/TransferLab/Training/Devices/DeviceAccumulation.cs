using TransferLab.Autodiff.Updates;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;

namespace TransferLab.Training.Devices;

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
