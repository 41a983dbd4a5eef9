using System.Numerics.Tensors;

namespace TransferLab.Classifiers.Evaluation;

/// <summary>Gathers the outputs of a single-label classifier batch by batch and makes a <see cref="ClassificationReport"/> of them. Keeps counts, not
/// outputs.</summary>
internal sealed class ClassificationMetrics
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
    /// <param name="logits">Logits <c>[N,K]</c>. Logarithms of probabilities are logits too. Of equal logits the lowest class index counts as the
    /// higher.</param>
    /// <param name="labels">True classes <c>[N]</c>, each 0 … K−1.</param>
    /// <exception cref="ArgumentException">Lengths or labels do not fit.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is infinite or no number.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var k = _classes.Count;
        if (logits.Length != (long)labels.Length * k)
            throw new ArgumentException(
                $"{labels.Length} labels of {k} classes need {(long)labels.Length * k} logits; there are {logits.Length}.", nameof(logits));
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

/// <summary>What a single-label classifier is worth on a set of images.</summary>
public sealed record ClassificationReport
{
    /// <summary>Number of images.</summary>
    public required int Images { get; init; }
    /// <summary>Share of images whose most probable class is the true one, 0 to 1.</summary>
    public required double Accuracy { get; init; }
    /// <summary>Share of images whose true class is among the min(5, K) most probable, 0 to 1.</summary>
    public required double Top5 { get; init; }
    /// <summary>The mean of F1 over the classes that occur, as truth or as prediction; a class that does neither says nothing about the classifier.</summary>
    public required double MacroF1 { get; init; }
    /// <summary>Mean negative log-likelihood of the true class, in nats.</summary>
    public required double Loss { get; init; }
    /// <summary>One entry per class, in class order.</summary>
    public required IReadOnlyList<ClassScore> PerClass { get; init; }
    /// <summary>Counts of images as [true class][predicted class].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }
}

/// <summary>How well one class is recognised. A ratio of 0 to 0 is 0, as is usual.</summary>
/// <param name="Label">The class.</param>
/// <param name="Precision">TP / (TP + FP): of the images called this, the share that is.</param>
/// <param name="Recall">TP / (TP + FN): of the images that are this, the share called so.</param>
/// <param name="F1">2·TP / (2·TP + FP + FN), the harmonic mean of the two.</param>
/// <param name="Support">TP + FN: images that are this.</param>
public sealed record ClassScore(string Label, double Precision, double Recall, double F1, int Support)
{
    internal static ClassScore From(string label, long truePositives, long falsePositives, long falseNegatives) => new(
        label,
        Ratio(truePositives, truePositives + falsePositives),
        Ratio(truePositives, truePositives + falseNegatives),
        Ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
        (int)(truePositives + falseNegatives));

    internal static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
