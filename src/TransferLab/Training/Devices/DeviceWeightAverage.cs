using TransferLab.Autodiff.Updates;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;

namespace TransferLab.Training.Devices;

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
