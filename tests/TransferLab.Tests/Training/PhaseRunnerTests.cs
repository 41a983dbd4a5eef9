using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Data;
using TransferLab.Pictures;
using TransferLab.Pictures.Batches;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training;
using TransferLab.Training.Devices;
using TransferLab.Training.Parameters;

namespace TransferLab.Tests.Training;

public sealed class PhaseRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(6, true)]
    [InlineData(11, true)]
    public void A_step_interrupted_between_its_batches_is_done_again_as_a_whole(int batch, bool inDeviceMemory = false)
    {
        var options = TinyRun.Options(_folder, perClass: 10, epochs: 3) with { BatchSize = 4, Accumulate = 4, ForcesDeviceMemory = inDeviceMemory, Ema = inDeviceMemory ? 0.9 : 0 };
        var (whole, _) = Train(options, new Recorder(), int.MaxValue, null);
        var recorder = new Recorder();
        var (_, stopped) = Train(options, recorder, batch, null);
        Assert.True(stopped);
        // 24 images, 6 batches, 2 steps an epoch: only whole steps are in the checkpoint.
        Assert.Contains(recorder.State!.Tally.Batches, (int[])[0, 4, 6]);
        Assert.Equal(recorder.State.Tally.Batches, recorder.State.Tally.Images / 4);
        Assert.Equal(whole, Train(options, new Recorder(), int.MaxValue, recorder).Weights);
    }

    private static (float[] Weights, bool Stopped) Train(FineTuneOptions options, Recorder recorder, int stopAtBatch, Recorder? from)
    {
        var backbone = BackboneLoader.Load(options.Backbone, options.BackboneOptions);
        var dataset = ImageDataset.FromFolder(options.Images);
        var model = ClassifierModel.Create(backbone, dataset.Classes.Count, options.Seed);
        var split = dataset.Split(options.Validation, options.Seed);
        var inputs = new TrainingContext(options, dataset, split, model, "", Objective.Of(options, dataset, split));
        using var images = new ImageStore([.. dataset.Samples.Select(s => s.Path)], backbone.Spec.Geometry, 1 << 20);
        using var stop = new CancellationTokenSource();
        using var data = new PhaseData(model.Forward, model.Forward, new Interrupting(Pixels(), stopAtBatch, stop), Pixels(), cache: null);
        using var runner = new PhaseRunner(PhasePlanner.Plan(options, backbone)[0], inputs, data, recorder, _ => { });
        Assert.Equal(options.ForcesDeviceMemory, runner.Tensors().First(t => t.Name == "weights").Values is DeviceVector);
        if (from is not null)
            foreach (var (name, values) in runner.Tensors())
                values.CopyFrom(from.Arrays[name]);
        var stopped = false;
        try
        {
            runner.Run(from?.State ?? new TrainingState(), stop.Token);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }
        return (runner.Tensors().First(t => t.Name == "weights").Values.OnHost().ToArray(), stopped);

        PixelBatches Pixels() => new((sample, _, pixels) => images.Fit(sample, pixels), inputs.FillTargets, options.ImagesPerRun, [TinyBackbone.Side, TinyBackbone.Side, 3], dataset.Classes.Count, 1);
    }

    private sealed class Interrupting(IBatchSource source, int at, CancellationTokenSource stop) : IBatchSource
    {
        private int _batches;

        public IEnumerable<Batch> Epoch(IReadOnlyList<int> order, int epoch, int firstBatch, CancellationToken cancellation)
        {
            foreach (var batch in source.Epoch(order, epoch, firstBatch, cancellation))
            {
                if (_batches++ == at)
                    stop.Cancel();
                yield return batch;
            }
        }

        public void Dispose() => source.Dispose();
    }

    private sealed class Recorder : IRunRecorder
    {
        public TrainingState? State { get; private set; }

        public Dictionary<string, float[]> Arrays { get; } = [];

        public bool IsCheckpointDue => false;

        public double? PickedLearningRate => null;

        public void EpochDone(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors, bool force)
        {
        }

        public void Checkpoint(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors)
        {
            State = state;
            foreach (var (name, values) in tensors)
                Arrays[name] = values.OnHost().ToArray();
        }

        public void Metrics(EpochMetrics metrics, IEnumerable<GradientNorms> gradients)
        {
        }

        public void PickLearningRate(IReadOnlyList<RangeTestPoint> curve, double rate)
        {
        }
    }
}
