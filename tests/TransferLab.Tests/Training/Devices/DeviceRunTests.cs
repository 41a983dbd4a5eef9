using TransferLab.Freezing;
using TransferLab.Optimizers;
using TransferLab.Runs;
using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Reference;
using TransferLab.Testing.Samples;
using TransferLab.Training;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training.Devices;

/// <summary>Whole runs with weights, gradients and optimizer in a device's memory, against the same runs in the processor's.</summary>
public sealed class DeviceRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Optimizers => [.. OptimizerCatalog.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_trains_alike(string optimizer) =>
        Alike(TinyRun.Options(_folder, "full", epochs: 2) with { Optimizer = new() { Name = optimizer }, LearningRate = 1e-3, LayerDecay = 0.5 }, out _);

    [Theory]
    [InlineData("linear-probe", 1, 0, 0)]
    [InlineData("full", 3, 0, 0)]
    [InlineData("full", 1, 0.05, 0)]
    [InlineData("full", 2, 0.05, 0.9)]
    [InlineData("lp-ft", 1, 0, 0.9)]
    public void Clipping_accumulation_and_averages_are_alike(string freeze, int accumulate, double clipNorm, double ema)
    {
        Alike(TinyRun.Options(_folder, freeze, epochs: 2) with { Accumulate = accumulate, ClipNorm = clipNorm, Ema = ema }, out var rows);
        Assert.True(clipNorm == 0 || rows.All(r => r.GradientNorm > clipNorm), "nothing was clipped");
    }

    [Fact]
    public void Statistics_of_batch_normalisation_move_alike() => Alike(TinyRun.Options(_folder, "full", epochs: 2) with { BatchNorm = BatchNormMode.Train }, out _);

    [Fact]
    public void Full_batches_and_the_range_test_are_alike()
    {
        Alike(TinyRun.Options(_folder, "full", epochs: 2) with { BatchSize = FineTuneOptions.AllImages }, out _);
        // Rates are picked from a coarse list: the same curve picks the same.
        Alike(TinyRun.Options(_folder, "linear-probe", epochs: 2) with { FindLearningRate = true }, out _);
    }

    [Fact]
    public void A_run_goes_from_the_device_to_the_processor_at_any_step_and_its_config_says_where_it_is()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 4);
        var whole = FineTuner.Train(options with { Output = _folder["whole"] }, null, Token);
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(OnDevice(options), e =>
        {
            if (e is StepCompleted && ++steps == 5)
                stop.Cancel();
        }, stop.Token));
        var events = new List<string>();
        var resumed = FineTuner.Resume(options.Output, ComputeDevice.Cpu, e => events.Add((e as RunMessage)?.Text ?? ""), Token);
        Assert.Equal(whole.Validation.Loss, resumed.Validation.Loss, 1e-4 * whole.Validation.Loss);
        Assert.DoesNotContain("device", RunConfig.FromJson(File.ReadAllText(Path.Combine(resumed.Run, "config.json")), "config.json").Settings.Keys);
        Assert.Equal(RuntimeRunner.Device != ComputeDevice.Cpu, events.Exists(e => e.StartsWith("The run goes on on cpu", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_is_resumed_on_the_device_of_its_config_and_the_cpu_has_no_key()
    {
        var trained = FineTuner.Train(TinyRun.Options(_folder, epochs: 1), null, Token);
        using var run = RunDirectory.Open(trained.Run);
        Assert.DoesNotContain("device", run.Config.Settings.Keys);
        Assert.Equal(ComputeDevice.Cpu, RunConfigMapping.ToOptions(run.Config, run.Root).Device);
        foreach (var device in (ComputeDevice[])[ComputeDevice.Cuda(1), ComputeDevice.Parse("npu:2", "provider.so")])
        {
            run.ChangeSettings(s => RunConfigMapping.SetDevice(s, device));
            Assert.Equal(device, RunConfigMapping.ToOptions(run.Config, run.Root).Device);
            Assert.Equal(run.Config.ToJson(), File.ReadAllText(run.Files.Config));
            Assert.Contains($" --device {device}", RunCommand.Of(run.Config, "again"), StringComparison.Ordinal);
        }
        run.ChangeSettings(s => RunConfigMapping.SetDevice(s, ComputeDevice.Cpu));
        Assert.DoesNotContain(run.Config.Settings.Keys, k => k is "device" or "provider-library");
    }

    private static FineTuneOptions OnDevice(FineTuneOptions options) => options with { Device = RuntimeRunner.Device, ForcesDeviceMemory = true };

    private void Alike(FineTuneOptions options, out IReadOnlyList<EpochMetrics> rows)
    {
        var (name, expected, actual) = (Guid.NewGuid().ToString("N"), new List<EpochMetrics>(), new List<EpochMetrics>());
        var host = Train(options with { Output = _folder[name + "-host"] }, expected);
        var device = Train(OnDevice(options) with { Output = _folder[name + "-device"] }, actual);
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Close(e.TrainLoss, a.TrainLoss);
            Close(e.ValidationLoss!.Value, a.ValidationLoss!.Value);
            Close(e.GradientNorm!.Value, a.GradientNorm!.Value);
            Close(e.LearningRate, a.LearningRate);
        }
        Assert.Equal(host.Frozen.ModelHash, device.Frozen.ModelHash);
        Assert.Equal(device.Frozen.BackboneHash, device.Frozen.ModelHash);
        rows = expected;
    }

    private static FineTuneResult Train(FineTuneOptions options, List<EpochMetrics> rows) => FineTuner.Train(options, e =>
    {
        if (e is EpochCompleted c)
            rows.Add(c.Metrics);
    }, Token);

    private static void Close(double expected, double actual) => Assert.InRange(actual / expected, 1 - 1e-5, 1 + 1e-5);
}
