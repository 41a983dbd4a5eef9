namespace TransferLab.Training.Gradients;

/// <summary>Watches the gradients of a phase, layer group by layer group, and ends a run that cannot come to anything, naming the group and
/// what to do. The limits are far from anything a sound training shows: a false alarm would cost more than a few wasted epochs.</summary>
internal sealed class GradientMonitor(GroupNorms norms, IParameters parameters, GradientMonitorSettings settings, Action<TrainingEvent> events)
{
    /// <summary>A norm has exploded when it is this many times the median of its group's last steps …</summary>
    public const double ExplosionFactor = 1e4;
    /// <summary>… and beyond what cross-entropy gives in networks of ordinary scale: near the optimum medians are tiny,
    /// and an unusual batch is no explosion.</summary>
    public const double ExplosionFloor = 1e3;
    /// <summary>A loss is out of hand when it is this many times that of guessing, and ten times that of the first step.</summary>
    public const double LossFactor = 1e3;
    /// <summary>A group has vanished when the mean of its norms over an epoch is 0, or below this share of the head's:
    /// its weights then move by less than float32 can tell.</summary>
    public const double VanishedShare = 1e-10;

    private static readonly SettingName s_rate = new(nameof(FineTuneOptions.LearningRate));

    private const int Window = 32;
    private const int FewestNorms = 8;
    private const int NormsInARow = 3;
    private const int LossesInARow = 5;

    private readonly HashSet<string> _warned = [];
    private readonly List<double>[] _recent = [.. norms.Names.Select(_ => new List<double>())];
    private readonly int[] _highNorms = new int[norms.Names.Length];
    private double? _firstLoss;
    private int _highLosses;

    /// <summary>Peak learning rate of the phase, for messages.</summary>
    public double LearningRate { get; set; }

    /// <summary>What it remembers. Set when a run is resumed.</summary>
    public GradientHistory History
    {
        get => new() { FirstLoss = _firstLoss, HighLosses = _highLosses, HighNorms = [.. _highNorms], Recent = [.. _recent.Select(r => r.ToArray())] };
        set
        {
            (_firstLoss, _highLosses) = (value.FirstLoss, value.HighLosses);
            for (var g = 0; g < _recent.Length && g < value.Recent.Length; g++)
            {
                _recent[g].Clear();
                _recent[g].AddRange(value.Recent[g]);
                _highNorms[g] = value.HighNorms[g];
            }
        }
    }

    /// <summary>Measures the gradients in the parameter store and judges them with the loss. Returns the global norm, finite.</summary>
    /// <param name="loss">Mean loss of the step's images, in nats.</param>
    /// <param name="epoch">Epoch of the phase, from 0.</param>
    /// <param name="step">Step of the epoch, from 0.</param>
    /// <exception cref="TrainingException">Something is not finite, or has exploded; the message names the layer group.</exception>
    public double CheckStep(double loss, int epoch, int step)
    {
        var norm = norms.Measure(parameters);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
            throw new TrainingException($"Training diverged in {Where(epoch, step)}: the loss is {loss}{Culprit()}. {Advice()}");
        _firstLoss ??= loss;
        _highLosses = loss > LossFactor * settings.GuessingLoss && loss > 10 * _firstLoss ? _highLosses + 1 : 0;
        for (var g = 0; g < _recent.Length; g++)
            CheckNorm(g, norms.Values[g], epoch, step);
        if (_highLosses == LossesInARow)
            Report("loss", $"Exploding gradients in {Where(epoch, step)}: the loss is {loss:G3}, for {LossesInARow} steps more than "
                + $"{LossFactor} times that of guessing ({settings.GuessingLoss:G3}); "
                + $"the largest gradient is that of the layer group '{Largest()}'. {Advice()}");
        return norm;
    }

    /// <summary>Judges an epoch: has a layer group that trains no gradient any more?</summary>
    /// <param name="tally">The norms of its steps.</param>
    /// <param name="epoch">Epoch of the phase, from 0.</param>
    /// <param name="loss">Mean loss of its training images.</param>
    /// <param name="accuracy">Their accuracy.</param>
    /// <exception cref="TrainingException">One has not; the message names it.</exception>
    public void CheckEpoch(GradientTally tally, int epoch, double loss, double accuracy)
    {
        var head = Array.IndexOf(norms.Names, GroupNorms.Head);
        // Where everything is learnt all gradients go to nothing, as they should.
        if (tally.Steps == 0 || head < 0 || tally.Sums[head] == 0 || accuracy >= 1 || loss < 1e-3 * settings.GuessingLoss)
            return;
        for (var g = 0; g < norms.Names.Length; g++)
            if (tally.Mean(g) <= VanishedShare * tally.Mean(head))
                Report(norms.Names[g],
                    $"Vanishing gradients in epoch {epoch + 1}: the norm of layer group '{norms.Names[g]}' is {tally.Mean(g):G3} on average, "
                    + $"that of the head {tally.Mean(head):G3}, so the group no longer trains. Rectifiers that died of too large steps and saturated "
                    + $"sigmoids do this: use a smaller {s_rate} (it is {LearningRate:G3}), "
                    + $"or freeze the group with {new SettingName(nameof(FineTuneOptions.Freeze))}.");
    }

    /// <summary>Says of weights that are no longer finite which layer group they lie in; empty when all are.</summary>
    public string WeightsNotFinite() =>
        norms.FindNotFinite(parameters.Weights.OnHost()) is { } weight
            ? $"; the weights '{weight.Tensor}' of the layer group '{weight.Group}' are not finite" : "";

    private void CheckNorm(int group, double norm, int epoch, int step)
    {
        var recent = _recent[group];
        // A step that is clipped cannot carry the weights away, whatever its gradient; the loss then tells whether it did.
        var high = !settings.IsClipped && norm > ExplosionFloor && recent.Count >= FewestNorms && norm > ExplosionFactor * Median(recent);
        _highNorms[group] = high ? _highNorms[group] + 1 : 0;
        if (_highNorms[group] == NormsInARow)
            Report(norms.Names[group], $"Exploding gradients in {Where(epoch, step)}: the norm of layer group '{norms.Names[group]}' is {norm:G3}, "
                + $"for {NormsInARow} steps more than {ExplosionFactor} times its median of {Median(recent):G3}. {Advice()}");
        if (recent.Count == Window)
            recent.RemoveAt(0);
        recent.Add(norm);
    }

    private static string Where(int epoch, int step) => string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}, step {step + 1}");

    private string Culprit()
    {
        var weights = WeightsNotFinite();
        if (weights.Length > 0)
            return weights;
        return norms.FindNotFinite(parameters.Gradients.OnHost()) is { } gradient
            ? $"; the gradient of '{gradient.Tensor}' in the layer group '{gradient.Group}' is not finite"
            : $"; the largest gradient is that of the layer group '{Largest()}'";
    }

    private string Largest()
    {
        var largest = 0;
        for (var g = 1; g < norms.Names.Length; g++)
            largest = norms.Values[g] > norms.Values[largest] ? g : largest;
        return norms.Names[largest];
    }

    /// <summary>What to do about gradients that explode.</summary>
    public InputMessage Advice(bool? isClipped = null)
    {
        InputMessage slower = $"Use a smaller {s_rate} (it is {LearningRate:G3})";
        InputMessage clipped = $"{slower} or {new SettingName(nameof(FineTuneOptions.ClipNorm), "1")}";
        return $"{(isClipped ?? settings.IsClipped ? slower : clipped)}.";
    }

    private void Report(string what, InputMessage message)
    {
        if (settings.OnBad == BadGradients.Stop)
            throw new TrainingException($"{message} To go on all the same: {new SettingName(nameof(FineTuneOptions.OnBadGradients), "warn")}.");
        if (_warned.Add(what))
            events(new RunMessage(message, IsWarning: true));
    }

    private static double Median(List<double> values)
    {
        Span<double> sorted = stackalloc double[Window];
        sorted = sorted[..values.Count];
        values.CopyTo(sorted);
        sorted.Sort();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>What a <see cref="GradientMonitor"/> has to know of its phase.</summary>
/// <param name="GuessingLoss">Loss of equal probabilities for all labels, in nats.</param>
/// <param name="IsClipped">Whether steps are bounded by a largest gradient norm.</param>
/// <param name="OnBad">What happens when gradients explode or vanish.</param>
internal sealed record GradientMonitorSettings(double GuessingLoss, bool IsClipped, BadGradients OnBad);

/// <summary>What the watch over gradients remembers from step to step within a phase; part of a checkpoint, so that a
/// resumed run judges as one that never stopped.</summary>
internal sealed record GradientHistory
{
    /// <summary>Loss of the phase's first step; null before it.</summary>
    public double? FirstLoss { get; init; }
    /// <summary>Steps in a row, up to the last, whose loss was far too high.</summary>
    public int HighLosses { get; init; }
    /// <summary>By layer group: steps in a row, up to the last, whose norm was far above its median.</summary>
    public int[] HighNorms { get; init; } = [];
    /// <summary>By layer group: the norms of the last steps, oldest first.</summary>
    public double[][] Recent { get; init; } = [];
}
