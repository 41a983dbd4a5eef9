namespace TransferLab.Runs;

/// <summary>
/// Where the files of a run lie. The only place that knows their names: <see cref="RunDirectory"/> writes them, readers of a finished run find them here without its lock.
/// </summary>
/// <param name="Root">Folder of the run.</param>
public sealed record RunFiles(string Root)
{
    /// <summary>File of the configuration.</summary>
    public string Config => Path.Combine(Root, "config.json");

    /// <summary>File of the metrics.</summary>
    public string Metrics => Path.Combine(Root, "metrics.csv");

    /// <summary>File of the gradient norms: <c>epoch,group,meanNorm,maxNorm</c>.</summary>
    public string Gradients => Path.Combine(Root, "gradients.csv");

    /// <summary>File of the learning-rate range test: <c>rate,loss,smoothedLoss</c>.</summary>
    public string RangeTest => Path.Combine(Root, "learning-rates.csv");

    /// <summary>Folder of the checkpoints.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>Folder of the classifier package.</summary>
    public string Classifier => Path.Combine(Root, "classifier");

    /// <summary>File of what the run came to; there once it is finished.</summary>
    public string Result => Path.Combine(Root, "result.json");

    /// <summary>File of what the final weights say of every validation image.</summary>
    public string Predictions => Path.Combine(Root, "predictions.csv");

    /// <summary>Folder of some training images as training saw them.</summary>
    public string Samples => Path.Combine(Root, "samples");

    /// <summary>File of the report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>File of the log.</summary>
    public string Log => Path.Combine(Root, "train.log");

    /// <summary>Folder of files that can be made again, e.g. cached features.</summary>
    public string Cache => Path.Combine(Root, "cache");
}
