namespace TransferLab.Training;

/// <summary>Writes metrics and checkpoints into the run's folder.</summary>
/// <param name="run">The folder.</param>
internal sealed class RunRecorder(RunDirectory run) : IRunRecorder
{
    // Epochs on cached features take milliseconds: a checkpoint each would cost more than the training.
    private static readonly TimeSpan s_afterEpoch = TimeSpan.FromSeconds(2);

    // Long epochs are saved in their midst.
    private static readonly TimeSpan s_withinEpoch = TimeSpan.FromMinutes(3);

    private const string StateKey = "state";
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();

    public bool IsCheckpointDue => _sinceCheckpoint.Elapsed > s_withinEpoch;

    public void EpochDone(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors, bool force)
    {
        if (force || _sinceCheckpoint.Elapsed > s_afterEpoch)
            Checkpoint(state, tensors);
    }

    public void Checkpoint(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors)
    {
        // The best weights are an array of every checkpoint, so that none needs another.
        var info = new CheckpointInfo { Epoch = state.EarlierEpochs + state.Epoch, Step = state.TotalSteps };
        info.Texts[StateKey] = JsonSerializer.Serialize(state, TrainingJson.Default.TrainingState);
        run.Checkpoints.Save(info, writer =>
        {
            foreach (var (name, values) in tensors)
                writer.Add(name, values.OnHost());
        });
        _sinceCheckpoint.Restart();
    }

    public void Metrics(EpochMetrics metrics, IEnumerable<GradientNorms> gradients)
    {
        run.Metrics.Append(metrics);
        run.Gradients.Append(gradients);
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
            return checkpoint.Info.Texts.TryGetValue(StateKey, out var json)
                && JsonSerializer.Deserialize(json, TrainingJson.Default.TrainingState) is { } state
                ? state
                : throw new RunException($"The checkpoint '{checkpoint.Path}' does not say where the training stood.");
        }
        catch (JsonException e)
        {
            throw new RunException($"The checkpoint '{checkpoint.Path}' does not say where the training stood: {e.Message}", e);
        }
    }
}

/// <summary>Keeps what a phase produces: metrics and checkpoints.</summary>
internal interface IRunRecorder
{
    /// <summary>Whether so much time has passed since the last checkpoint that losing it would hurt.</summary>
    bool IsCheckpointDue { get; }

    /// <summary>An epoch is complete; writes a checkpoint when one is due or forced.</summary>
    void EpochDone(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors, bool force);

    /// <summary>Writes a checkpoint now.</summary>
    void Checkpoint(TrainingState state, IEnumerable<(string Name, IVector Values)> tensors);

    /// <summary>Records the metrics of an epoch, and its gradient norms by layer group.</summary>
    void Metrics(EpochMetrics metrics, IEnumerable<GradientNorms> gradients);

    /// <summary>The learning rate that a range test of this run has picked; null before it.</summary>
    double? PickedLearningRate { get; }

    /// <summary>Records a range test: its curve, then the rate it has picked.</summary>
    void PickLearningRate(IReadOnlyList<RangeTestPoint> curve, double rate);
}
