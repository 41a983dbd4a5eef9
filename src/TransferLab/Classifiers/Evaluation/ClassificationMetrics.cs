using System.Numerics.Tensors;

namespace TransferLab.Classifiers.Evaluation;

/// <summary>Gathers the outputs of a single-label classifier batch by batch and makes a <see cref="ClassificationReport"/> of them. Keeps counts, not outputs.</summary>
public sealed class ClassificationMetrics
{
    private const int TopCount = 5;

    private readonly IReadOnlyList<string> _classes;
    private readonly int[,] _confusion;
    private int _images;
    private int _inTop;
    private double _loss;

    /// <summary>Starts with no images.</summary>
    /// <param name="classes">The class labels in output order, 1 or more.</param>
    public ClassificationMetrics(IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfZero(classes.Count);
        _classes = classes;
        _confusion = new int[classes.Count, classes.Count];
    }

    /// <summary>The report of one set of outputs.</summary>
    /// <inheritdoc cref="Add"/>
    public static ClassificationReport Compute(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, IReadOnlyList<string> classes)
    {
        var metrics = new ClassificationMetrics(classes);
        metrics.Add(logits, labels);
        return metrics.Report();
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="logits">Logits <c>[N,K]</c>. Logarithms of probabilities are logits too. Of equal logits the lowest class index counts as the higher.</param>
    /// <param name="labels">True classes <c>[N]</c>, each 0 … K−1.</param>
    /// <exception cref="ArgumentException">Lengths or labels do not fit.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is infinite or no number.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var k = _classes.Count;
        if (logits.Length != (long)labels.Length * k)
            throw new ArgumentException($"{labels.Length} labels of {k} classes need {(long)labels.Length * k} logits; there are {logits.Length}.", nameof(logits));
        for (var n = 0; n < labels.Length; n++)
        {
            var row = logits.Slice(n * k, k);
            var label = labels[n];
            if ((uint)label >= (uint)k)
                throw new ArgumentException($"Label {label} of image {_images} is no class: there are {k}.", nameof(labels));
            Probabilities.CheckFinite(row, _images);
            _confusion[label, TensorPrimitives.IndexOfMax(row)]++;
            if (IsInTop(row, label))
                _inTop++;
            _loss += Probabilities.CrossEntropy(row, label);
            _images++;
        }
    }

    /// <summary>What the images so far amount to; all zeros without any.</summary>
    public ClassificationReport Report()
    {
        var k = _classes.Count;
        var scores = new ClassScore[k];
        var confusion = new IReadOnlyList<int>[k];
        long right = 0;
        double f1 = 0;
        var occurring = 0;
        for (var c = 0; c < k; c++)
        {
            var row = new int[k];
            long support = 0, predicted = 0;
            for (var other = 0; other < k; other++)
            {
                row[other] = _confusion[c, other];
                support += _confusion[c, other];
                predicted += _confusion[other, c];
            }
            long hits = row[c];
            right += hits;
            confusion[c] = row;
            scores[c] = ClassScore.From(_classes[c], hits, predicted - hits, support - hits);
            if (support + predicted > 0)
            {
                occurring++;
                f1 += scores[c].F1;
            }
        }
        return new ClassificationReport
        {
            Images = _images,
            Accuracy = ClassScore.Ratio(right, _images),
            Top5 = ClassScore.Ratio(_inTop, _images),
            MacroF1 = ClassScore.Ratio(f1, occurring),
            Loss = ClassScore.Ratio(_loss, _images),
            PerClass = scores,
            Confusion = confusion,
        };
    }

    private static bool IsInTop(ReadOnlySpan<float> row, int label)
    {
        var own = row[label];
        var above = 0;
        for (var c = 0; c < row.Length; c++)
            if (row[c] > own || (row[c] == own && c < label))
                above++;
        return above < TopCount;
    }
}
