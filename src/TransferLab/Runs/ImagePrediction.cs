namespace TransferLab.Runs;

/// <summary>What the final weights say of one image that was held out.</summary>
/// <param name="Image">Path relative to the root of the data set, with forward slashes.</param>
/// <param name="Labels">Indices of its true labels, ascending; one in single-label tasks.</param>
/// <param name="Probabilities">One per label, 0 to 1.</param>
public sealed record ImagePrediction(string Image, IReadOnlyList<int> Labels, IReadOnlyList<double> Probabilities)
{
    // Below it a double has no reciprocal; no float32 logit leads there.
    private const double Least = 1e-300;

    /// <summary>Index of the most probable label; of equals the first.</summary>
    public int Predicted
    {
        get
        {
            var best = 0;
            for (var i = 1; i < Probabilities.Count; i++)
                if (Probabilities[i] > Probabilities[best])
                    best = i;
            return best;
        }
    }

    /// <summary>Single-label: the negative log-likelihood of the true label, in nats.</summary>
    public double CrossEntropy => -Math.Log(Math.Max(Probabilities[Labels[0]], Least));

    /// <summary>Multi-label: the mean binary cross-entropy over all labels, in nats.</summary>
    public double BinaryCrossEntropy
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < Probabilities.Count; i++)
                sum -= Math.Log(Math.Max(Labels.Contains(i) ? Probabilities[i] : 1 - Probabilities[i], Least));
            return sum / Probabilities.Count;
        }
    }
}
