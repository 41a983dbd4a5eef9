namespace TransferLab.Service.Models;

/// <summary>Compares the labels given of late with those of the training images: the total variation distance ½ Σ |p − q| of the two mixes, 0 (the
/// same) to 1 (nothing in common). A mix that moves away means other pictures, or a model that has gone wrong; which, only labels can tell.</summary>
/// <param name="window">Labels that are looked at, the latest ones.</param>
internal sealed class LabelDrift(int window)
{
    // A mix of fewer answers says little.
    private const int Least = 100;

    private readonly Lock _lock = new();
    private readonly int[] _recent = new int[window];
    private double[] _training = [];
    private int[] _counts = [];
    private long _seen;

    /// <summary>The distance; null before there are as many labels as it takes, or where the package does not say how it was trained.</summary>
    public double? Distance
    {
        get
        {
            lock (_lock)
            {
                var filled = Math.Min(_seen, window);
                if (filled < Math.Min(Least, window) || _training.Length == 0)
                    return null;
                double sum = 0;
                for (var i = 0; i < _training.Length; i++)
                    sum += Math.Abs(((double)_counts[i] / filled) - _training[i]);
                return sum / 2;
            }
        }
    }

    /// <summary>Starts anew for a version.</summary>
    public void Reset(ModelVersion model)
    {
        var counts = model.Classifier.Package.Config.ClassCounts;
        double all = counts.Sum();
        lock (_lock)
        {
            _training = all > 0 && counts.Count == model.Classifier.Labels.Count ? [.. counts.Select(c => c / all)] : [];
            _counts = new int[_training.Length];
            _seen = 0;
        }
    }

    /// <summary>Takes note of a label given, by its index.</summary>
    public void Add(int label)
    {
        lock (_lock)
        {
            if ((uint)label >= (uint)_counts.Length)
                return;
            var at = (int)(_seen % window);
            if (_seen >= window)
                _counts[_recent[at]]--;
            _recent[at] = label;
            _counts[label]++;
            _seen++;
        }
    }
}
