namespace TransferLab.Classifiers.Evaluation;

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
