using TransferLab.Runs;

namespace TransferLab.Training.Gradients;

/// <summary>Gradient norms of the layer groups over the steps of an epoch so far.</summary>
internal sealed record GradientTally
{
    /// <summary>Steps counted.</summary>
    public int Steps { get; init; }

    /// <summary>Sum of the norms, by group.</summary>
    public double[] Sums { get; init; } = [];

    /// <summary>Largest norm, by group.</summary>
    public double[] Maxima { get; init; } = [];

    /// <summary>The tally with another step.</summary>
    /// <param name="norms">Norm of each group.</param>
    public GradientTally With(ReadOnlySpan<double> norms)
    {
        var (sums, maxima) = (new double[norms.Length], new double[norms.Length]);
        for (var i = 0; i < norms.Length; i++)
        {
            sums[i] = norms[i] + (Steps > 0 ? Sums[i] : 0);
            maxima[i] = Math.Max(norms[i], Steps > 0 ? Maxima[i] : 0);
        }
        return new() { Steps = Steps + 1, Sums = sums, Maxima = maxima };
    }

    /// <summary>Mean norm of a group.</summary>
    public double Mean(int group) => Sums[group] / Steps;

    /// <summary>The rows of <c>gradients.csv</c>; none before the first step.</summary>
    public IEnumerable<GradientNorms> Rows(int epoch, IReadOnlyList<string> groups) =>
        Steps == 0 ? [] : groups.Select((name, i) => new GradientNorms(epoch, name, Mean(i), Maxima[i]));
}
