namespace TransferLab.MLNet.Networks;

/// <summary>From an image to the probabilities of a classifier package, labels in the package's order.</summary>
internal sealed class ScoreNetwork(ImageClassifier classifier) : ImageNetwork
{
    public override int Length => classifier.Labels.Count;

    public IReadOnlyList<string> Labels => classifier.Labels;

    public bool IsMultiLabel => classifier.Package.IsMultiLabel;

    /// <summary>Opens a package.</summary>
    public static ScoreNetwork Open(string package) => new(ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1 }));

    /// <summary>The labels that probabilities stand for: one, or in a multi-label package all at or above their thresholds.</summary>
    public IReadOnlyList<string> Decide(float[] probabilities) => classifier.Decide(new ImageScore(probabilities, []));

    protected override float[] Compute(byte[] encoded) => classifier.Score(encoded).Probabilities;
}
