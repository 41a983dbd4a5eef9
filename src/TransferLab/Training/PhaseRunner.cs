using TransferLab.Optimizers.Schedules;
using TransferLab.Training.Gradients;
using TransferLab.Training.LearningRates;
using TransferLab.Training.Steps;

namespace TransferLab.Training;

/// <summary>Trains one phase: epochs of steps, validation after each, the best weights kept, early stop, checkpoints.</summary>
internal sealed class PhaseRunner : IDisposable
{
    private readonly TrainingPhase _phase;
    private readonly TrainingContext _run;
    private readonly PhaseData _data;
    private readonly Action<TrainingEvent> _events;
    private readonly IRunRecorder _recorder;
    private readonly StepPlan _plan;
    private readonly PhaseWeights _weights;
    private readonly GradientAccumulator _accumulator;
    private readonly GroupNorms _norms;
    private readonly GradientMonitor _monitor;
    private readonly ValidationStep _validation;
    private readonly Action<EpochUnderWay> _stepDone;
    private LearningRateSchedule _schedule;

    public PhaseRunner(TrainingPhase phase, TrainingContext run, PhaseData data, IRunRecorder recorder, Action<TrainingEvent> events)
    {
        (_phase, _run, _data, _recorder, _events) = (phase, run, data, recorder, events);
        var (options, classes) = (run.Options, run.Dataset.Classes.Count);
        var settings = new SessionSettings { Threads = options.Threads, Device = options.Device };
        _plan = new StepPlan(run.Split.Train.Length, options);
        _weights = new PhaseWeights(phase, run, data, _plan, settings);
        _accumulator = new GradientAccumulator(_plan, _weights.Parameters);
        _norms = new GroupNorms(_weights.Parameters.Layout, phase.Plan);
        var guessing = run.Dataset.Task == LearningTask.MultiLabel ? Math.Log(2) : Math.Log(classes);
        _monitor = new GradientMonitor(_norms, _weights.Parameters, new(guessing, options.ClipNorm > 0, options.OnBadGradients), events);
        _schedule = Schedule(phase.Settings.LearningRate);
        _validation = new ValidationStep(data.ValidationModel, _weights.Parameters, _weights.Step.Statistics, options.ImagesPerRun, classes, settings);
        // Who hears of every step, in this order.
        _stepDone = _ => _weights.Moved();
        _stepDone += e => events(new StepCompleted(
            e.Number, phase.Settings.Epochs, e.Step, e.Steps, e.Loss, e.State.Tally.Images / Math.Max(e.State.Tally.Seconds, 1e-9)));
        _stepDone += CheckpointWhereDue;
    }

    /// <summary>The tensors a checkpoint holds, by name; written to when a run is resumed.</summary>
    public IEnumerable<(string Name, IVector Values)> Tensors() => _weights.Tensors();

    /// <summary>Whether the phase is at its end, by its epochs or by its patience.</summary>
    public bool IsOver(TrainingState state) =>
        state.Epoch >= _phase.Settings.Epochs || (_phase.Settings.Patience > 0 && state.SinceBest >= _phase.Settings.Patience);

    /// <summary>Trains to the end of the phase and puts its best weights into the run's model.</summary>
    /// <param name="state">Where the run stands.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="OperationCanceledException">Stopped at a step; a checkpoint has been written.</exception>
    public TrainingState Run(TrainingState state, CancellationToken cancellation)
    {
        _weights.Optimizer.Resume(state.Step);
        if (state.TotalSteps == 0)
            HeadUnits.EnsureDistinct(_run.Model.Head, _weights.Tensor);
        _monitor.History = state.Gradients;
        if (_phase.RangeTest is { } range)
            _schedule = Schedule(_recorder.PickedLearningRate ?? PickRate(state, range.Lowest, range.Highest, cancellation));
        while (!IsOver(state))
        {
            state = TrainEpoch(state, cancellation);
            state = Validate(state);
            _recorder.EpochDone(state, Tensors(), force: IsOver(state));
        }
        if (state.Epoch < _phase.Settings.Epochs)
            _events(new RunMessage($"No improvement for {_phase.Settings.Patience} epochs: {_phase.Name} stops early, "
                + $"with the best weights so far, those of epoch {state.Best.Epoch}."));
        _weights.StoreBest();
        return state;
    }

    /// <summary>Logits of the images held out, [N,K] in the split's order, with the weights as they stand: after
    /// <see cref="Run"/> those that were kept.</summary>
    public float[] ValidationLogits() => Logits(_run.Split.Validation);

    /// <summary>Logits of images of the run that are not varied, [N,K] in the order given, with the weights as they stand.</summary>
    public float[] Logits(IReadOnlyList<int> samples) => _validation.Run(_data.Validation, samples, CancellationToken.None);

    public void Dispose()
    {
        _weights.Dispose();
        _validation.Dispose();
    }

    // Each batch leaves gradients; those of a whole step move the weights.
    private TrainingState TrainEpoch(TrainingState state, CancellationToken cancellation)
    {
        var epoch = new EpochUnderWay(state, _plan.Steps);
        _weights.Step.Epoch = epoch.OfRun;
        // The batches know nothing of an interruption: they would throw it where no checkpoint has been written yet.
        foreach (var batch in _data.Train.Epoch(_run.Objective.Order(epoch.OfRun), epoch.OfRun, epoch.NextBatch, CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested)
                break;
            var number = epoch.NextBatch;
            var loss = _weights.Step.Run(batch, CancellationToken.None);
            epoch.Add(batch.Count, loss, Answers.Right(_run, _weights.Step.Logits(batch.Count), batch.Indices.Span));
            if (_accumulator.Add(number, batch.Count))
                Move(epoch, _plan.StepOf(number));
        }
        if (cancellation.IsCancellationRequested)
            _recorder.Checkpoint(epoch.State, Tensors());
        cancellation.ThrowIfCancellationRequested();
        return epoch.State;
    }

    private void Move(EpochUnderWay epoch, int step)
    {
        var norm = _monitor.CheckStep(epoch.Loss, epoch.Number, step);
        var optimizer = _weights.Optimizer;
        var rate = _schedule.At(optimizer.StepCount, (long)_plan.Steps * _phase.Settings.Epochs);
        optimizer.Step(new StepSettings((float)rate, _run.Options.ClipNorm > 0 ? GradientClipping.Factor(norm, _run.Options.ClipNorm) : 1f));
        epoch.Complete(step, norm, _norms.Values, rate, optimizer.StepCount, _monitor.History);
        _stepDone(epoch);
    }

    private void CheckpointWhereDue(EpochUnderWay epoch)
    {
        if (_recorder.IsCheckpointDue)
            _recorder.Checkpoint(epoch.State, Tensors());
    }

    private TrainingState Validate(TrainingState state)
    {
        var tally = state.Tally;
        _monitor.CheckEpoch(tally.Gradients, state.Epoch, tally.LossSum / tally.Images, tally.Right / tally.Images);
        return _weights.Judged(() => Judge(state));
    }

    private TrainingState Judge(TrainingState state)
    {
        var clock = Stopwatch.StartNew();
        var logits = ValidationLogits();
        if (logits.Any(x => !float.IsFinite(x)))
            throw new TrainingException($"Training diverged in epoch {state.Epoch + 1}: the network's outputs are no longer finite"
                + $"{_monitor.WeightsNotFinite()}. {_monitor.Advice(isClipped: false)}");
        var scores = Answers.Score(_run, logits, _run.Split.Validation.AsSpan());
        var isBest = state.Best.IsBeatenBy(scores);
        if (isBest)
            _weights.KeepAsBest();
        var metrics = Metrics(state, scores, clock.Elapsed.TotalSeconds);
        GradientNorms[] gradients = [.. state.Tally.Gradients.Rows(metrics.Epoch, _norms.Names)];
        _recorder.Metrics(metrics, gradients);
        var epochs = _phase.Settings.Epochs;
        var remaining = TimeSpan.FromSeconds(metrics.Seconds * (epochs - state.Epoch - 1));
        _events(new EpochCompleted(metrics, state.Epoch + 1, epochs, isBest, remaining) { Gradients = gradients });
        return state with
        {
            Epoch = state.Epoch + 1,
            Tally = new EpochTally(),
            Best = isBest ? BestEpoch.Of(metrics.Epoch, scores) : state.Best,
            SinceBest = isBest ? 0 : state.SinceBest + 1,
            Seconds = state.Seconds + clock.Elapsed.TotalSeconds,
            PeakMemoryBytes = Math.Max(state.PeakMemoryBytes, Environment.WorkingSet),
        };
    }

    private static EpochMetrics Metrics(TrainingState state, ValidationScores scores, double seconds)
    {
        var tally = state.Tally;
        return new()
        {
            Epoch = state.EarlierEpochs + state.Epoch + 1,
            Step = state.TotalSteps,
            LearningRate = tally.LearningRate,
            TrainLoss = tally.LossSum / tally.Images,
            TrainAccuracy = tally.Right / tally.Images,
            ValidationLoss = scores.Loss,
            ValidationAccuracy = scores.SubsetAccuracy ?? scores.Accuracy,
            ValidationMacroF1 = scores.MacroF1,
            ValidationMeanAveragePrecision = scores.SubsetAccuracy is not null ? scores.Accuracy : null,
            GradientNorm = tally.GradientNorm,
            Seconds = tally.Seconds + seconds,
            ImagesPerSecond = tally.Images / Math.Max(tally.Seconds, 1e-9),
        };
    }

    private LearningRateSchedule Schedule(double rate)
    {
        _monitor.LearningRate = rate;
        var schedule = ScheduleCatalog.Create(_phase.Settings.Schedule, rate);
        return _phase.Settings.WarmUp > 0 ? new WarmUpSchedule(schedule, _phase.Settings.WarmUp) : schedule;
    }

    private double PickRate(TrainingState state, double lowest, double highest, CancellationToken cancellation)
    {
        var epoch = state.EarlierEpochs;
        _weights.Step.Epoch = epoch;
        var batches = _data.Train.Epoch(_run.Objective.Order(epoch), epoch, 0, CancellationToken.None);
        var curve = new RangeTest(_weights.Step, _plan, _weights.CreateOptimizer, _run.Options.ClipNorm).Run(batches, lowest, highest, cancellation);
        var rate = RatePicker.Pick(curve, _phase.Settings.LearningRate, out var found);
        _recorder.PickLearningRate(curve, rate);
        _events(new RunMessage(RangeTestText.Of(curve, rate, found)));
        return rate;
    }
}
