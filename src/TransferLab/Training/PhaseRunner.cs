using System.Diagnostics;
using System.Globalization;
using TransferLab.Autodiff;
using TransferLab.Autodiff.Losses;
using TransferLab.Data;
using TransferLab.Optimizers;
using TransferLab.Runs;
using TransferLab.Runtime;
using TransferLab.Schedules;
using TransferLab.Training.Events;

namespace TransferLab.Training;

/// <summary>Trains one phase: epochs of steps, validation after each, the best weights kept, early stop, checkpoints.</summary>
internal sealed class PhaseRunner : IDisposable
{
    private readonly TrainingPhase _phase;
    private readonly RunInputs _run;
    private readonly Action<TrainingEvent> _events;
    private readonly IRunRecorder _recorder;
    private readonly PhaseData _data;
    private readonly ParameterStore _parameters;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly TrainingStep _step;
    private readonly ValidationStep _validation;
    private readonly float[] _bestWeights;
    private readonly float[] _bestStatistics;
    private readonly int _stepsPerEpoch;

    public PhaseRunner(TrainingPhase phase, RunInputs run, PhaseData data, IRunRecorder recorder, Action<TrainingEvent> events)
    {
        (_phase, _run, _data, _recorder, _events) = (phase, run, data, recorder, events);
        var options = run.Options;
        var classes = run.Dataset.Classes.Count;
        var settings = new SessionSettings { Threads = options.Threads };
        var head = run.Model.Head;
        var plan = new BatchPlan(run.Split.Train.Length, options.BatchSize);
        _stepsPerEpoch = plan.Batches;
        _step = new TrainingStep(data.TrainModel, new TrainingGraphOptions { Logits = head.Logits, Loss = Loss(run), Trainables = run.Model.Trainables(phase.Plan), MovingStatistics = phase.Plan.MovingStatistics },
            plan.LargestBatch, classes, name => name == head.Weight || name == head.Bias ? phase.HeadRateScale : 1f, settings);
        _parameters = _step.Parameters;
        _parameters.LoadFrom(run.Model.Forward.Graph);
        _step.Statistics.LoadFrom(run.Model.Forward.Graph);
        _bestWeights = _parameters.Weights.Span.ToArray();
        _bestStatistics = _step.Statistics.Values.ToArray();
        _optimizer = OptimizerCatalog.Create(options.Optimizer with { WeightDecay = options.Optimizer.WeightDecay ?? (float)phase.Settings.WeightDecay, Threads = options.Threads }, _parameters.Layout);
        _schedule = ScheduleCatalog.Create(phase.Settings.Schedule, phase.Settings.LearningRate);
        _validation = new ValidationStep(data.ValidationModel, _parameters, _step.Statistics, options.BatchSize, classes, settings);
    }

    /// <summary>The tensors a checkpoint holds, by name; written to when a run is resumed.</summary>
    public IEnumerable<(string Name, Func<Span<float>> Values)> Tensors()
    {
        yield return ("weights", () => _parameters.Weights.Span);
        yield return ("best_weights", () => _bestWeights);
        if (_bestStatistics.Length > 0)
        {
            yield return ("statistics", () => _step.Statistics.Values);
            yield return ("best_statistics", () => _bestStatistics);
        }
        foreach (var name in _optimizer.StateNames)
            yield return ("optimizer." + name, () => _optimizer.State(name));
    }

    /// <summary>Trains to the end of the phase and puts its best weights into the run's model.</summary>
    /// <exception cref="OperationCanceledException">Stopped at a step; a checkpoint has been written.</exception>
    public TrainingState Run(TrainingState state, CancellationToken cancellation)
    {
        _optimizer.Resume(state.Step);
        while (!IsOver(state))
        {
            state = TrainEpoch(state, cancellation);
            state = Validate(state);
            _recorder.EpochDone(state, Tensors(), force: IsOver(state));
        }
        if (state.Epoch < _phase.Settings.Epochs)
            _events(new RunMessage(string.Create(CultureInfo.InvariantCulture, $"No improvement for {_phase.Settings.Patience} epochs: {_phase.Name} stops early, with the best weights so far, those of epoch {state.Best.Epoch}.")));
        _bestWeights.CopyTo(_parameters.Weights.Span);
        _bestStatistics.CopyTo(_step.Statistics.Values);
        _parameters.StoreTo(_run.Model.Forward.Graph);
        _step.Statistics.StoreTo(_run.Model.Forward.Graph);
        return state;
    }

    /// <summary>Logits of the images held out, [N,K] in the split's order, with the weights as they stand: after <see cref="Run"/> those that were kept.</summary>
    public float[] ValidationLogits() => _validation.Run(_data.Validation, _run.Split.Validation, CancellationToken.None);

    public void Dispose()
    {
        _step.Dispose();
        _validation.Dispose();
    }

    private static ILossFunction Loss(RunInputs run) => run.Dataset.Task == LearningTask.MultiLabel
        ? new SigmoidBinaryCrossEntropy(run.Options.LabelSmoothing)
        : new SoftmaxCrossEntropy(run.Options.LabelSmoothing);

    private bool IsOver(TrainingState state) =>
        state.Epoch >= _phase.Settings.Epochs || (_phase.Settings.Patience > 0 && state.SinceBest >= _phase.Settings.Patience);

    private TrainingState TrainEpoch(TrainingState state, CancellationToken cancellation)
    {
        var run = state.EarlierEpochs + state.Epoch;
        var order = EpochShuffle.Order(_run.Split.Train.AsSpan(), _run.Options.Seed, run);
        var (tally, before) = (state.Tally, state);
        var clock = Stopwatch.StartNew();
        // The batches know nothing of the interruption: they would throw it where no checkpoint has been written yet.
        foreach (var batch in _data.Train.Epoch(order, run, tally.Batches, CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested)
                Stop();
            var loss = _step.Run(batch, CancellationToken.None);
            var norm = GradientClipping.GlobalNorm(_parameters.Gradients.Span);
            CheckFinite(loss, norm, state.Epoch, tally.Batches);
            var rate = _schedule.At(_optimizer.StepCount, (long)_stepsPerEpoch * _phase.Settings.Epochs);
            var clip = _run.Options.ClipNorm > 0 ? GradientClipping.Factor(norm, _run.Options.ClipNorm) : 1f;
            _optimizer.Step(_parameters.Weights.Span, _parameters.Gradients.Span, new StepSettings((float)rate, clip));
            tally = new EpochTally
            {
                Batches = tally.Batches + 1,
                Images = tally.Images + batch.Count,
                LossSum = tally.LossSum + (double)loss * batch.Count,
                Right = tally.Right + Answers.Right(_run, _step.Logits(batch.Count), batch.Indices.Span),
                GradientNorm = Math.Max(tally.GradientNorm, norm),
                LearningRate = rate,
                Seconds = before.Tally.Seconds + clock.Elapsed.TotalSeconds,
            };
            _events(new StepCompleted(state.Epoch, tally.Batches - 1, _stepsPerEpoch, loss, tally.Images / Math.Max(tally.Seconds, 1e-9)));
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

    private TrainingState Validate(TrainingState state)
    {
        var clock = Stopwatch.StartNew();
        var logits = _validation.Run(_data.Validation, _run.Split.Validation, CancellationToken.None);
        if (logits.Any(x => !float.IsFinite(x)))
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"Training diverged in epoch {state.Epoch + 1}: the network's outputs are no longer finite. Use a smaller --learning-rate (it is {_phase.Settings.LearningRate}) or --clip-norm 1."));
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
            _parameters.Weights.Span.CopyTo(_bestWeights);
            _step.Statistics.Values.CopyTo(_bestStatistics);
        }
        _recorder.Metrics(metrics);
        var left = _phase.Settings.Epochs - state.Epoch - 1;
        _events(new EpochCompleted(metrics, state.Epoch + 1, better, TimeSpan.FromSeconds(metrics.Seconds * left)));
        return state with
        {
            Epoch = state.Epoch + 1,
            Tally = new EpochTally(),
            Best = better ? BestEpoch.Of(metrics.Epoch, scores) : state.Best,
            SinceBest = better ? 0 : state.SinceBest + 1,
            Seconds = state.Seconds + clock.Elapsed.TotalSeconds,
        };
    }

    private void CheckFinite(double loss, double norm, int epoch, int batch)
    {
        if (double.IsFinite(loss) && double.IsFinite(norm))
            return;
        var gradients = _parameters.Gradients.Span;
        var culprit = "";
        foreach (var slice in _parameters.Layout.Slices)
        {
            if (double.IsFinite(GradientClipping.GlobalNorm(gradients.Slice(slice.Offset, slice.Length))))
                continue;
            culprit = $"; the gradient of '{slice.Name}' is not finite";
            break;
        }
        throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
            $"Training diverged in epoch {epoch + 1}, step {batch + 1}: the loss is {loss}{culprit}. Use a smaller --learning-rate (it is {_phase.Settings.LearningRate}) or --clip-norm 1."));
    }
}
