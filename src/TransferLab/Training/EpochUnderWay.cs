using TransferLab.Training.Gradients;

namespace TransferLab.Training;

/// <summary>An epoch while it goes on: batches add to the step they belong to, whole steps to the state of the run. A step that
/// is interrupted between its batches is done again, so that what counts, and what a checkpoint says, are whole steps.</summary>
internal sealed class EpochUnderWay
{
    private readonly TrainingState _before;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _batches;
    private int _images;
    private double _lossSum;
    private double _right;

    /// <param name="before">Where the run stood when the epoch began, or went on.</param>
    /// <param name="steps">Optimizer steps of an epoch.</param>
    public EpochUnderWay(TrainingState before, int steps) => (_before, State, Steps) = (before, before, steps);

    /// <summary>Number of the epoch within the phase, from 0.</summary>
    public int Number => _before.Epoch;

    /// <summary>Number of the epoch over the run, from 0, which decides order and variation of the images.</summary>
    public int OfRun => _before.EarlierEpochs + _before.Epoch;

    /// <summary>The batch that comes next, from 0.</summary>
    public int NextBatch => State.Tally.Batches + _batches;

    /// <summary>The step just done, from 0.</summary>
    public int Step { get; private set; }
    /// <summary>Optimizer steps of an epoch.</summary>
    public int Steps { get; }
    /// <summary>Mean loss of the images of the step, in nats.</summary>
    public double Loss { get; private set; }
    /// <summary>Where the run stands after the last whole step.</summary>
    public TrainingState State { get; private set; }

    /// <summary>Takes in a batch.</summary>
    public void Add(int images, double loss, double right)
    {
        _batches++;
        _images += images;
        _lossSum += loss * images;
        _right += right;
        Loss = _lossSum / _images;
    }

    /// <summary>The weights have moved: the step counts.</summary>
    public void Complete(int step, double norm, ReadOnlySpan<double> groupNorms, double rate, long stepCount, GradientHistory history)
    {
        Step = step;
        var tally = State.Tally;
        tally = new EpochTally
        {
            Batches = tally.Batches + _batches,
            Images = tally.Images + _images,
            LossSum = tally.LossSum + _lossSum,
            Right = tally.Right + _right,
            GradientNorm = Math.Max(tally.GradientNorm, norm),
            Gradients = tally.Gradients.With(groupNorms),
            LearningRate = rate,
            Seconds = _before.Tally.Seconds + _clock.Elapsed.TotalSeconds,
        };
        State = _before with
        {
            Step = stepCount,
            Tally = tally,
            Gradients = history,
            Seconds = _before.Seconds + tally.Seconds - _before.Tally.Seconds,
            TrainSeconds = _before.TrainSeconds + tally.Seconds - _before.Tally.Seconds,
            TrainedImages = _before.TrainedImages + tally.Images - _before.Tally.Images,
        };
        (_batches, _images, _lossSum, _right) = (0, 0, 0, 0);
    }
}
