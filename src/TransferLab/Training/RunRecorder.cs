using System.Diagnostics;
using System.Text.Json;
using TransferLab.Reports.TensorBoard;
using TransferLab.Runs;

namespace TransferLab.Training;

/// <summary>Writes metrics and checkpoints into the run's folder, and an event file that TensorBoard can follow.</summary>
/// <param name="run">The folder.</param>
/// <param name="warn">Told when the event file cannot be written, which ends no run.</param>
internal sealed class RunRecorder(RunDirectory run, Action<string> warn) : IRunRecorder
{
    // Epochs on cached features take milliseconds: a checkpoint each would cost more than the training.
    private static readonly TimeSpan s_afterEpoch = TimeSpan.FromSeconds(2);

    // Long epochs are saved in their midst.
    private static readonly TimeSpan s_withinEpoch = TimeSpan.FromMinutes(3);

    private const string StateKey = "state";
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private TensorBoardLog? _board;
    private bool _followed = true;

    public bool IsCheckpointDue => _sinceCheckpoint.Elapsed > s_withinEpoch;

    public void EpochDone(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors, bool force)
    {
        if (force || _sinceCheckpoint.Elapsed > s_afterEpoch)
            Checkpoint(state, tensors);
    }

    public void Checkpoint(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors)
    {
        // The best weights are an array of every checkpoint, so no checkpoint needs another.
        var info = new CheckpointInfo { Epoch = state.EarlierEpochs + state.Epoch, Step = state.TotalSteps };
        info.Texts[StateKey] = JsonSerializer.Serialize(state, TrainingJson.Default.TrainingState);
        run.Checkpoints.Save(info, isBest: false, writer =>
        {
            foreach (var (name, values) in tensors)
                writer.Add(name, values.OnHost());
        });
        _sinceCheckpoint.Restart();
    }

    public void Metrics(EpochMetrics metrics, IEnumerable<GradientNorms> gradients)
    {
        GradientNorms[] norms = [.. gradients];
        run.Metrics.Append(metrics);
        run.Gradients.Append(norms);
        if (_followed)
            Follow(metrics, norms);
    }

    // The first epoch of a session brings the file to what the tables say, which end where the session began.
    private void Follow(EpochMetrics metrics, GradientNorms[] norms)
    {
        try
        {
            if (_board is not null)
                _board.Append(metrics, norms);
            else
                (_board = new(run.Root, run.Config.Created)).Write(run.Metrics.Read(), run.Gradients.Read(), []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _followed = false;
            warn($"The event file for TensorBoard cannot be written; it will be tried again at the end of the run: {e.Message}");
        }
    }

    public double? PickedLearningRate => run.Config.PickedLearningRate;

    public void PickLearningRate(IReadOnlyList<RangeTestPoint> curve, double rate)
    {
        // The rate comes last: a run killed before it is written tests again, and finds the same.
        run.RangeTest.Write(curve);
        run.PickLearningRate(rate);
    }

    /// <summary>Where a checkpoint stood.</summary>
    /// <exception cref="RunException">It says nothing readable.</exception>
    public static TrainingState StateOf(Checkpoint checkpoint)
    {
        try
        {
            return checkpoint.Info.Texts.TryGetValue(StateKey, out var json) && JsonSerializer.Deserialize(json, TrainingJson.Default.TrainingState) is { } state
                ? state
                : throw new RunException($"The checkpoint '{checkpoint.Path}' does not say where the training stood.");
        }
        catch (JsonException e)
        {
            throw new RunException($"The checkpoint '{checkpoint.Path}' does not say where the training stood: {e.Message}", e);
        }
    }
}
