using TransferLab.Autodiff;
using TransferLab.Errors;
using TransferLab.Optimizers;
using TransferLab.Runtime;
using TransferLab.Testing.Reference;
using TransferLab.Training.Devices;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Tests.Training.Devices;

/// <summary>What is done on a device against what the processor does, over the same numbers. Without a device the memory is the processor's, and the graphs are the same.</summary>
public sealed class DeviceParametersTests : IDisposable
{
    // "frozen" has a rate of 0, "slow" one of its own; what has one dimension does not decay. Lengths leave gaps between the tensors, and one at the end.
    private static readonly TrainableTensor[] s_tensors =
    [
        new("kernel", [40, 3, 3, 3], "g0"), new("bias", [40], "g1"), new("slow", [7, 9], "g2"), new("frozen", [33, 5], "g3"), new("head", [3, 37], "g4"), new("head.bias", [3], "g5"),
    ];

    private readonly ParameterStore _host = new(s_tensors, RateScale);
    private readonly DeviceParameters _device = new(s_tensors, RateScale, new SessionSettings { Threads = 1, Device = RuntimeRunner.Device });

    public void Dispose()
    {
        _host.Dispose();
        _device.Dispose();
    }

    public static TheoryData<string, bool> Optimizers
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in OptimizerCatalog.Names)
                foreach (var plain in (bool[])[true, false])
                    data.Add(name, plain);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_takes_the_same_steps(string name, bool plain)
    {
        var options = new OptimizerOptions { Name = name, WeightDecay = plain ? null : 0.05f, L1 = plain ? 0 : 0.002f, Threads = 1 };
        using var onHost = _host.CreateOptimizer(options);
        using var onDevice = _device.CreateOptimizer(options);
        Assert.Equal(onHost.StateNames, onDevice.StateNames);
        Each(p => p.Weights, Random(1));
        for (var step = 1; step <= 20; step++)
        {
            Each(p => p.Gradients, Random(100 + step));
            var settings = new StepSettings(0.02f / step, plain ? 1 : 0.7f);
            onHost.Step(settings);
            onDevice.Step(settings);
            Same(_host.Weights.Span, _device.Weights.OnHost(), 1e-6);
            foreach (var state in onHost.StateNames)
                Same(onHost.State(state).OnHost(), onDevice.State(state).OnHost(), 1e-6);
        }
        Assert.Equal((20, 20), (onHost.StepCount, onDevice.StepCount));
        var frozen = _host.Layout["frozen"];
        Assert.Equal(Random(1)[frozen.Offset..frozen.End], _device.Weights.OnHost()[frozen.Offset..frozen.End].ToArray());
    }

    [Theory]
    [InlineData("adamw")]
    [InlineData("nesterov")]
    public void What_a_checkpoint_holds_goes_from_the_one_to_the_other(string name)
    {
        var options = new OptimizerOptions { Name = name, Threads = 1 };
        using var onHost = _host.CreateOptimizer(options);
        using var onDevice = _device.CreateOptimizer(options);
        _host.Weights.Span.Clear();
        _host.Gradients.Span.Fill(0.25f);
        for (var step = 0; step < 3; step++)
            onHost.Step(new(0.1f));
        _device.Weights.CopyFrom(_host.Weights.Span);
        foreach (var state in onHost.StateNames)
            onDevice.State(state).CopyFrom(onHost.State(state).OnHost());
        onDevice.Resume(3);
        Each(p => p.Gradients, Random(5));
        onHost.Step(new(0.1f));
        onDevice.Step(new(0.1f));
        Same(_host.Weights.Span, _device.Weights.OnHost(), 1e-6);
    }

    [Fact]
    public void Norms_are_those_of_the_tensors()
    {
        Each(p => p.Gradients, Random(3));
        var (host, device) = (new double[s_tensors.Length], new double[s_tensors.Length]);
        _host.SquaredNorms(host);
        _device.SquaredNorms(device);
        for (var i = 0; i < host.Length; i++)
            Assert.InRange(device[i] / host[i], 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(_device.GlobalNorm() / _host.GlobalNorm(), 1 - 1e-6, 1 + 1e-6);
        var odd = Random(3);
        odd[_host.Layout["slow"].Offset] = float.NaN;
        _device.Gradients.CopyFrom(odd);
        _device.SquaredNorms(device);
        Assert.Equal([true, true, false, true, true, true], device.Select(double.IsFinite));
        Assert.False(double.IsFinite(_device.GlobalNorm()));
    }

    [Fact]
    public void Batches_of_a_step_are_averaged_step_after_step()
    {
        var plan = new StepPlan(23, new() { Images = "i", Backbone = "b", Output = "o", BatchSize = 4, Accumulate = 3 });
        var (host, device) = (new GradientAccumulator(plan, _host), new GradientAccumulator(plan, _device));
        for (var batch = 0; batch < plan.Batches; batch++)
        {
            Each(p => p.Gradients, Random(batch));
            var images = batch == plan.Batches - 1 ? 3 : 4;
            Assert.Equal(host.Add(batch, images), device.Add(batch, images));
            Same(_host.Gradients.Span, _device.Gradients.OnHost(), 1e-6);
        }
    }

    [Fact]
    public void The_moving_average_moves_alike_and_takes_the_place_of_the_weights_for_a_while()
    {
        Each(p => p.Weights, Random(1));
        using var host = _host.CreateAverage(0.9);
        using var device = _device.CreateAverage(0.9);
        for (var step = 0; step < 20; step++)
        {
            Each(p => p.Weights, Random(50 + step));
            host.Update(step);
            device.Update(step);
            Same(host.Values.OnHost(), device.Values.OnHost(), 1e-6);
        }
        var average = device.Values.OnHost().ToArray();
        Assert.Equal(average, device.InPlaceOfWeights(() => _device.Weights.OnHost().ToArray()));
        Assert.Equal(_host.Weights.Span.ToArray(), _device.Weights.OnHost().ToArray());
        Assert.Throws<InvalidOperationException>(() => device.InPlaceOfWeights<int>(() => throw new InvalidOperationException()));
        Assert.Equal(_host.Weights.Span.ToArray(), _device.Weights.OnHost().ToArray());
        Assert.Equal(average, device.Values.OnHost().ToArray());
    }

    [Fact]
    public void An_unknown_optimizer_is_refused_as_the_processor_refuses_it() =>
        Assert.Equal(Assert.Throws<SettingException>(() => _host.CreateOptimizer(new() { Name = "magic" })).Message, Assert.Throws<SettingException>(() => _device.CreateOptimizer(new() { Name = "magic" })).Message);

    private static float RateScale(string name) => name switch { "slow" => 0.25f, "frozen" => 0, _ => 1 };

    private void Each(Func<IParameters, IVector> vector, float[] values)
    {
        vector(_host).CopyFrom(values);
        vector(_device).CopyFrom(values);
    }

    private float[] Random(int seed)
    {
        var values = Session.Normal(seed, _host.Layout.Length);
        var inside = new bool[values.Length];
        foreach (var slice in _host.Layout.Slices)
            inside.AsSpan(slice.Offset, slice.Length).Fill(true);
        return [.. values.Zip(inside, (v, i) => i ? v : 0)];
    }

    private static void Same(ReadOnlySpan<float> host, ReadOnlySpan<float> device, double tolerance) => Session.Close(host.ToArray(), device.ToArray(), tolerance);
}
