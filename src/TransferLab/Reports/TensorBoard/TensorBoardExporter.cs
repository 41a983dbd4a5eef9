using System.Globalization;
using TransferLab.Imaging;
using TransferLab.Runs;

namespace TransferLab.Reports.TensorBoard;

/// <summary>
/// Writes <c>events.out.tfevents.SECONDS.HOST.PROCESS</c>: <c>train/loss</c>, <c>train/accuracy</c>, <c>train/learning_rate</c>, <c>val/loss</c>, <c>val/accuracy</c>, <c>val/macro_f1</c>,
/// <c>val/mean_average_precision</c>, <c>gradients/GROUP</c> over the optimizer step, and <c>samples/augmented/N</c> (or <c>samples/plain/N</c>). Times are those of the run. An earlier file of the
/// run is replaced.
/// </summary>
public sealed class TensorBoardExporter : IRunExporter
{
    private const string Prefix = "events.out.tfevents.";

    /// <inheritdoc/>
    public string Export(RunSummary run, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var began = run.Config.Created.ToUnixTimeMilliseconds() / 1000.0;
        var stem = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{(long)began}.");
        string[] earlier = Directory.GetFiles(folder, stem + "*");
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem}{Host()}.{Environment.ProcessId}"));
        AtomicFile.Write(path, stream => Write(new TensorBoardWriter(stream, began), run, began, cancellation));
        // Two files of one run would show every curve twice.
        foreach (var file in earlier.Where(f => f != path))
            File.Delete(file);
        return path;
    }

    private static void Write(TensorBoardWriter writer, RunSummary run, double began, CancellationToken cancellation)
    {
        var norms = run.Gradients.ToLookup(g => g.Epoch);
        var now = began;
        foreach (var m in run.Metrics)
        {
            cancellation.ThrowIfCancellationRequested();
            now += m.Seconds;
            writer.Scalars(m.Step, now,
                ("train/loss", m.TrainLoss), ("train/accuracy", m.TrainAccuracy), ("train/learning_rate", m.LearningRate), ("val/loss", m.ValidationLoss), ("val/accuracy", m.ValidationAccuracy),
                ("val/macro_f1", m.ValidationMacroF1), ("val/mean_average_precision", m.ValidationMeanAveragePrecision));
            writer.Scalars(m.Step, now, norms[m.Epoch].Select(g => ("gradients/" + g.Group, (double?)g.MeanNorm)));
        }
        for (var i = 0; i < run.Samples.Count; i++)
        {
            var sample = run.Samples[i];
            var bytes = File.ReadAllBytes(sample.Path);
            var info = ImageDecoder.ReadInfo(bytes);
            writer.Image(string.Create(CultureInfo.InvariantCulture, $"samples/{(sample.IsAugmented ? "augmented" : "plain")}/{i + 1}"), 0, began, bytes, info.Width, info.Height);
        }
    }

    // Names of machines may hold what names of files may not.
    private static string Host()
    {
        var name = string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        return name.Length > 0 ? name : "host";
    }
}
