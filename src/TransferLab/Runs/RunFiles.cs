namespace TransferLab.Runs;

/// <summary>The files in a run's folder that readers of a finished run need, without the lock that <see cref="RunDirectory"/> takes.</summary>
/// <param name="Root">The folder.</param>
internal sealed record RunFiles(string Root)
{
    public string Config => Path.Combine(Root, "config.json");

    public string Metrics => Path.Combine(Root, "metrics.csv");

    /// <summary>Gradient norms: <c>epoch,group,meanNorm,maxNorm</c>.</summary>
    public string Gradients => Path.Combine(Root, "gradients.csv");

    /// <summary>The learning-rate range test: <c>rate,loss,smoothedLoss</c>.</summary>
    public string RangeTest => Path.Combine(Root, "learning-rates.csv");

    public string Result => Path.Combine(Root, "result.json");

    /// <summary>What the final weights say of every validation image.</summary>
    public string Predictions => Path.Combine(Root, "predictions.csv");

    /// <summary>Folder of some training images as training saw them.</summary>
    public string Samples => Path.Combine(Root, "samples");

    public string Report => Path.Combine(Root, "report.html");
}
