using TransferLab.Autodiff.Updates;

namespace TransferLab.Training.Devices;

/// <summary>An optimizer as an ONNX graph, over parameters and with its state in the memory of a device; updated in place.</summary>
internal sealed class DeviceOptimizer : IParameterOptimizer
{
    private readonly UpdateGraph _graph;
    private readonly BoundSession _session;
    private readonly Dictionary<string, DeviceVector> _states = [];
    private readonly List<DeviceVector> _constants = [];
    private readonly NativeBuffer<float> _settings = new(UpdateGraph.SettingsLength);

    /// <exception cref="ArgumentException">The name is unknown or an option out of range.</exception>
    public DeviceOptimizer(OptimizerOptions options, DeviceParameters parameters)
    {
        options.Validate();
        _graph = UpdateGraph.Build(OptionsOf(options), parameters.Slices, parameters.PaddedLength);
        _session = parameters.Open(_graph.Model);
        _session.BindWeight(UpdateGraph.Weights, parameters.WeightValue());
        _session.BindWeight(UpdateGraph.Gradients, parameters.GradientValue());
        _session.BindWeight(UpdateGraph.Settings, OrtValue.Over(_settings, 0, UpdateGraph.SettingsLength));
        _session.BindOwnedOutput(UpdateGraph.NextWeights, parameters.WeightValue());
        foreach (var name in _graph.States)
        {
            var state = _states[name] = parameters.Allocate();
            _session.BindWeight(name, state.Value());
            _session.BindOwnedOutput(UpdateGraph.Next(name), state.Value());
        }
        foreach (var constant in _graph.Constants)
        {
            var values = new float[parameters.Layout.Length];
            constant.Fill(values);
            var vector = parameters.Allocate();
            _constants.Add(vector);
            vector.CopyFrom(values);
            _session.BindWeight(constant.Input, vector.Value());
        }
    }

    public long StepCount { get; private set; }

    public IReadOnlyList<string> StateNames => _graph.States;

    public IVector State(string name) => _states[name];

    public void Resume(long stepCount) => StepCount = stepCount;

    public void Step(StepSettings settings)
    {
        _graph.WriteSettings(_settings.Span, settings.LearningRate, settings.GradientScale, ++StepCount);
        _session.Run(CancellationToken.None);
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach (var vector in _states.Values.Concat(_constants))
            vector.Dispose();
        _settings.Dispose();
    }

    private static UpdateOptions OptionsOf(OptimizerOptions o)
    {
        var info = OptimizerCatalog.Find(o.Name);
        var decay = o.WeightDecay ?? info.DefaultWeightDecay;
        var decoupled = info.Name == "adamw";
        return new()
        {
            Method = info.Name switch
            {
                "sgd" => UpdateMethod.GradientDescent,
                "momentum" => UpdateMethod.Momentum,
                "nesterov" => UpdateMethod.Nesterov,
                "adam" or "adamw" => UpdateMethod.Adam,
                _ => throw new SettingException($"The optimizer '{info.Name}' has no form for devices; choose another, or the device cpu."),
            },
            Momentum = o.Momentum,
            Beta1 = o.Beta1,
            Beta2 = o.Beta2,
            Epsilon = o.Epsilon,
            L1 = o.L1,
            L2 = decoupled ? 0 : decay,
            Decay = decoupled ? decay : 0,
        };
    }
}
