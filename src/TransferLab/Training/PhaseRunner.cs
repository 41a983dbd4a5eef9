using System.Diagnostics;
using System.Globalization;
using TransferLab.Autodiff;
using TransferLab.Data;
using TransferLab.Optimizers;
using TransferLab.Optimizers.Schedules;
using TransferLab.Runs;
using TransferLab.Runtime;
using TransferLab.Training.Events;
using TransferLab.Training.Gradients;
using TransferLab.Training.LearningRates;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Training;

/// <summary>Trains one phase: epochs of steps, validation after each, the best weights kept, early stop, checkpoints.</summary>
internal sealed class PhaseRunner : IDisposable
{
    private readonly TrainingPhase _phase;
    private readonly RunInputs _run;
    private readonly Action<TrainingEvent> _events;
    private readonly IRunRecorder _recorder;
    private readonly PhaseData _data;
    private readonly IParameters _parameters;
    private readonly IParameterOptimizer _optimizer;
    private readonly TrainingStep _step;
    private readonly GroupNorms _norms;
    private readonly GradientMonitor _monitor;
    private readonly GradientAccumulator _accumulator;
    private readonly IWeightAverage? _average;
    private readonly ValidationStep _validation;
    private readonly float[] _bestWeights;
    private readonly float[] _bestStatistics;
    private readonly StepPlan _plan;
    private LearningRateSchedule _schedule;

    public PhaseRunner(TrainingPhase phase, RunInputs run, PhaseData data, IRunRecorder recorder, Action<TrainingEvent> events)
    {
        (_phase, _run, _data, _recorder, _events) = (phase, run, data, recorder, events);
        var options = run.Options;
        var classes = run.Dataset.Classes.Count;
        var settings = new SessionSettings { Threads = options.Threads, Device = options.Device };
        var head = run.Model.Head;
        _plan = new StepPlan(run.Split.Train.Length, options);
        _step = new TrainingStep(data.TrainModel, new TrainingGraphOptions { Logits = head.Logits, Loss = run.Objective.Loss, Trainables = run.Model.Trainables(phase.Plan), MovingStatistics = phase.Plan.MovingStatistics },
            _plan.LargestBatch, classes, phase.RateScales(), settings, head.Dropouts, options.Seed, options.TrainsInDeviceMemory);
        _parameters = _step.Parameters;
        _parameters.LoadFrom(run.Model.Forward.Graph);
        _step.Statistics.LoadFrom(run.Model.Forward.Graph);
        _bestWeights = _parameters.Weights.OnHost().ToArray();
        _bestStatistics = _step.Statistics.Values.ToArray();
        _optimizer = CreateOptimizer();
        _accumulator = new GradientAccumulator(_plan, _parameters);
        _average = options.Ema > 0 ? _parameters.CreateAverage(options.Ema) : null;
        _norms = new GroupNorms(_parameters.Layout, phase.Plan);
        var guessing = run.Dataset.Task == LearningTask.MultiLabel ? Math.Log(2) : Math.Log(classes);
        _monitor = new GradientMonitor(_norms, _parameters, new(guessing, options.ClipNorm > 0, options.OnBadGradients), events);
        _schedule = Schedule(phase.Settings.LearningRate);
        _validation = new ValidationStep(data.ValidationModel, _parameters, _step.Statistics, options.ImagesPerRun, classes, settings);
    }

    /// <summary>The tensors a checkpoint holds, by name; written to when a run is resumed.</summary>
    public IEnumerable<(string Name, IVector Values)> Tensors()
    {
        yield return ("weights", _parameters.Weights);
        yield return ("best_weights", new HostVector(() => _bestWeights));
        if (_average is not null)
            yield return ("average", _average.Values);
        if (_bestStatistics.Length > 0)
        {
            yield return ("statistics", new HostVector(() => _step.Statistics.Values));
            yield return ("best_statistics", new HostVector(() => _bestStatistics));
        }
        foreach (var name in _optimizer.StateNames)
            yield return ("optimizer." + name, _optimizer.State(name));
    }

    /// <summary>Whether the phase is at its end, by its epochs or by its patience.</summary>
    public bool IsOver(TrainingState state) =>
        state.Epoch >= _phase.Settings.Epochs || (_phase.Settings.Patience > 0 && state.SinceBest >= _phase.Settings.Patience);

    /// <summary>Trains to the end of the phase and puts its best weights into the run's model.</summary>
    /// <param name="state">Where the run stands.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="OperationCanceledException">Stopped at a step; a checkpoint has been written.</exception>
    public TrainingState Run(TrainingState state, CancellationToken cancellation)
    {
        _optimizer.Resume(state.Step);
        if (state.TotalSteps == 0)
            HeadUnits.EnsureDistinct(_run.Model.Head, name => _parameters.Weights.OnHost().Slice(_parameters.Layout[name].Offset, _parameters.Layout[name].Length));
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
            _events(new RunMessage(string.Create(CultureInfo.InvariantCulture, $"No improvement for {_phase.Settings.Patience} epochs: {_phase.Name} stops early, with the best weights so far, those of epoch {state.Best.Epoch}.")));
        _parameters.Weights.CopyFrom(_bestWeights);
        _bestStatistics.CopyTo(_step.Statistics.Values);
        _parameters.StoreTo(_run.Model.Forward.Graph);
        _step.Statistics.StoreTo(_run.Model.Forward.Graph);
        return state;
    }

    /// <summary>Logits of the images held out, [N,K] in the split's order, with the weights as they stand: after <see cref="Run"/> those that were kept.</summary>
    public float[] ValidationLogits() => Logits(_run.Split.Validation);

    /// <summary>Logits of images of the run that are not varied, [N,K] in the order given, with the weights as they stand.</summary>
    public float[] Logits(IReadOnlyList<int> samples) => _validation.Run(_data.Validation, samples, CancellationToken.None);

    public void Dispose()
    {
        _optimizer.Dispose();
        _average?.Dispose();
        _step.Dispose();
        _validation.Dispose();
    }

    private IParameterOptimizer CreateOptimizer()
    {
        var options = _run.Options;
        return _parameters.CreateOptimizer(options.Optimizer with { WeightDecay = options.Optimizer.WeightDecay ?? (float)_phase.Settings.WeightDecay, Threads = options.Threads });
    }

    private LearningRateSchedule Schedule(double rate)
    {
        _monitor.LearningRate = rate;
        var schedule = ScheduleCatalog.Create(_phase.Settings.Schedule, rate);
        return _phase.Settings.WarmUp > 0 ? new WarmUpSchedule(schedule, _phase.Settings.WarmUp) : schedule;
    }

    private double PickRate(TrainingState state, double lowest, double highest, CancellationToken cancellation)
    {
        _step.Epoch = state.EarlierEpochs;
        var curve = new RangeTest(_step, _plan, CreateOptimizer, _run.Options.ClipNorm).Run(
            _data.Train.Epoch(Order(state.EarlierEpochs), state.EarlierEpochs, 0, CancellationToken.None), lowest, highest, cancellation);
        var rate = RatePicker.Pick(curve, _phase.Settings.LearningRate, out var found);
        _recorder.PickLearningRate(curve, rate);
        _events(new RunMessage(RangeTestText.Of(curve, rate, found)));
        return rate;
    }

    private int[] Order(int epoch) => _run.Objective.Order(epoch);

    private TrainingState TrainEpoch(TrainingState state, CancellationToken cancellation)
    {
        var run = state.EarlierEpochs + state.Epoch;
        var (tally, before) = (state.Tally, state);
        var (parts, images, lossSum, right) = (0, 0, 0.0, 0.0);
        _step.Epoch = run;
        var clock = Stopwatch.StartNew();
        // The batches know nothing of the interruption: they would throw it where no checkpoint has been written yet.
        foreach (var batch in _data.Train.Epoch(Order(run), run, tally.Batches, CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested)
                Stop();
            lossSum += (double)_step.Run(batch, CancellationToken.None) * batch.Count;
            right += Answers.Right(_run, _step.Logits(batch.Count), batch.Indices.Span);
            images += batch.Count;
            // A step that is interrupted between its batches is done again: what is counted below, and in a checkpoint, are whole steps.
            if (!_accumulator.Add(tally.Batches + parts++, batch.Count))
                continue;
            var (loss, step) = (lossSum / images, _plan.StepOf(tally.Batches));
            var norm = _monitor.CheckStep(loss, state.Epoch, step);
            var rate = _schedule.At(_optimizer.StepCount, (long)_plan.Steps * _phase.Settings.Epochs);
            var clip = _run.Options.ClipNorm > 0 ? GradientClipping.Factor(norm, _run.Options.ClipNorm) : 1f;
            _optimizer.Step(new StepSettings((float)rate, clip));
            _average?.Update(_optimizer.StepCount - 1);
            tally = new EpochTally
            {
                Batches = tally.Batches + parts,
                Images = tally.Images + images,
                LossSum = tally.LossSum + lossSum,
                Right = tally.Right + right,
                GradientNorm = Math.Max(tally.GradientNorm, norm),
                Gradients = tally.Gradients.With(_norms.Values),
                LearningRate = rate,
                Seconds = before.Tally.Seconds + clock.Elapsed.TotalSeconds,
            };
            (parts, images, lossSum, right) = (0, 0, 0, 0);
            _events(new StepCompleted(state.Epoch, step, _plan.Steps, loss, tally.Images / Math.Max(tally.Seconds, 1e-9)));
            if (_recorder.IsCheckpointDue)
                _recorder.Checkpoint(Within(), Tensors());
        }
        if (cancellation.IsCancellationRequested)
            Stop();
        return Within();

        TrainingState Within() => before with
        {
            Step = _optimizer.StepCount,
            Tally = tally,
            Gradients = _monitor.History,
            Seconds = before.Seconds + tally.Seconds - before.Tally.Seconds,
            TrainSeconds = before.TrainSeconds + tally.Seconds - before.Tally.Seconds,
            TrainedImages = before.TrainedImages + tally.Images - before.Tally.Images,
        };

        void Stop()
        {
            _recorder.Checkpoint(Within(), Tensors());
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // The averaged weights, where there are any, are what a run is judged by and what it leaves behind.
    private TrainingState Validate(TrainingState state)
    {
        _monitor.CheckEpoch(state.Tally.Gradients, state.Epoch, state.Tally.LossSum / state.Tally.Images, state.Tally.Right / state.Tally.Images);
        return _average is null ? ValidateAsIs(state) : _average.InPlaceOfWeights(() => ValidateAsIs(state));
    }

    private TrainingState ValidateAsIs(TrainingState state)
    {
        var clock = Stopwatch.StartNew();
        var logits = _validation.Run(_data.Validation, _run.Split.Validation, CancellationToken.None);
        if (logits.Any(x => !float.IsFinite(x)))
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"Training diverged in epoch {state.Epoch + 1}: the network's outputs are no longer finite{_monitor.WeightsNotFinite()}. Use a smaller --learning-rate (it is {_monitor.LearningRate:G3}) or --clip-norm 1."));
        var scores = Answers.Score(_run, logits, _run.Split.Validation.AsSpan());
        var tally = state.Tally;
        var multi = scores.SubsetAccuracy is not null;
        var metrics = new EpochMetrics
        {
            Epoch = state.EarlierEpochs + state.Epoch + 1,
            Step = state.TotalSteps,
            LearningRate = tally.LearningRate,
            TrainLoss = tally.LossSum / tally.Images,
            TrainAccuracy = tally.Right / tally.Images,
            ValidationLoss = scores.Loss,
            ValidationAccuracy = scores.SubsetAccuracy ?? scores.Accuracy,
            ValidationMacroF1 = scores.MacroF1,
            ValidationMeanAveragePrecision = multi ? scores.Accuracy : null,
            GradientNorm = tally.GradientNorm,
            Seconds = tally.Seconds + clock.Elapsed.TotalSeconds,
            ImagesPerSecond = tally.Images / Math.Max(tally.Seconds, 1e-9),
        };
        var better = state.Best.IsBeatenBy(scores);
        if (better)
        {
            _parameters.Weights.OnHost().CopyTo(_bestWeights);
            _step.Statistics.Values.CopyTo(_bestStatistics);
        }
        GradientNorms[] gradients = [.. tally.Gradients.Rows(metrics.Epoch, _norms.Names)];
        _recorder.Metrics(metrics, gradients);
        var left = _phase.Settings.Epochs - state.Epoch - 1;
        _events(new EpochCompleted(metrics, state.Epoch + 1, better, TimeSpan.FromSeconds(metrics.Seconds * left)) { Gradients = gradients });
        return state with
        {
            Epoch = state.Epoch + 1,
            Tally = new EpochTally(),
            Best = better ? BestEpoch.Of(metrics.Epoch, scores) : state.Best,
            SinceBest = better ? 0 : state.SinceBest + 1,
            Seconds = state.Seconds + clock.Elapsed.TotalSeconds,
            PeakMemoryBytes = Math.Max(state.PeakMemoryBytes, Environment.WorkingSet),
        };
    }
}
