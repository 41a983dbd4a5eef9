using TransferLab.Imaging;

namespace TransferLab.Reports.TensorBoard;

/// <summary>The event file of a run, <c>events.out.tfevents.SECONDS.HOST.PROCESS</c> with the second the run was created in. What
/// is in it is a function of the run's tables and samples alone, times included, so that it can be taken back to any epoch: a
/// resumed run cuts off what it will do again, in place, and a TensorBoard that is reading the file sees no step twice.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="created">When the run was created.</param>
internal sealed class TensorBoardLog(string folder, DateTimeOffset created)
{
    private readonly double _began = created.ToUnixTimeMilliseconds() / 1000.0;
    private string _path = "";
    private double _now;

    /// <summary>Brings the file to what a run has done so far, and no further.</summary>
    /// <param name="metrics">Its epochs.</param>
    /// <param name="gradients">Their gradient norms.</param>
    /// <param name="samples">Images to add; those of a finished run.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="IOException">It cannot be written, or a sample cannot be read.</exception>
    public string Write(IEnumerable<EpochMetrics> metrics, IEnumerable<GradientNorms> gradients, IReadOnlyList<SampleImage> samples)
    {
        using var stream = new MemoryStream();
        var writer = new TensorBoardWriter(stream);
        writer.Version(_began);
        _now = _began;
        var norms = gradients.ToLookup(g => g.Epoch);
        foreach (var m in metrics)
            Epoch(writer, m, norms[m.Epoch]);
        for (var i = 0; i < samples.Count; i++)
            Sample(writer, samples[i], i + 1);
        _path = Replace(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        return _path;
    }

    /// <summary>Adds an epoch to what <see cref="Write"/> has written.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics, IEnumerable<GradientNorms> gradients)
    {
        // At once, so that a reader seldom finds half an event, which it would have to come back for.
        using var stream = new MemoryStream();
        Epoch(new TensorBoardWriter(stream), metrics, gradients);
        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private void Epoch(TensorBoardWriter writer, EpochMetrics m, IEnumerable<GradientNorms> norms)
    {
        _now += m.Seconds;
        writer.Scalars(m.Step, _now,
            ("train/loss", m.TrainLoss), ("train/accuracy", m.TrainAccuracy), ("train/learning_rate", m.LearningRate), ("val/loss", m.ValidationLoss),
            ("val/accuracy", m.ValidationAccuracy),
            ("val/macro_f1", m.ValidationMacroF1), ("val/mean_average_precision", m.ValidationMeanAveragePrecision));
        writer.Scalars(m.Step, _now, norms.Select(g => ("gradients/" + g.Group, (double?)g.MeanNorm)));
    }

    private void Sample(TensorBoardWriter writer, SampleImage sample, int number)
    {
        var bytes = File.ReadAllBytes(sample.Path);
        var info = ImageDecoder.ReadInfo(bytes);
        writer.Image(string.Create(CultureInfo.InvariantCulture, $"samples/{(sample.IsAugmented ? "augmented" : "plain")}/{number}"), 0, _began, bytes,
            info.Width, info.Height);
    }

    private string Replace(ReadOnlySpan<byte> wanted)
    {
        var stem = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{(long)_began}.");
        var kept = "";
        foreach (var file in Directory.GetFiles(folder, stem + "*").Order(StringComparer.Ordinal))
        {
            // Two files of one run would show every curve twice.
            if (kept.Length == 0 && Fit(file, wanted))
                kept = file;
            else
                File.Delete(file);
        }
        if (kept.Length > 0)
            return kept;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem}{Host()}.{Environment.ProcessId}"));
        var bytes = wanted.ToArray();
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return path;
    }

    // Cuts a file off, or goes on with it; not where it is of other contents.
    private static bool Fit(string path, ReadOnlySpan<byte> wanted)
    {
        var there = File.ReadAllBytes(path).AsSpan();
        var common = there.CommonPrefixLength(wanted);
        if (common < Math.Min(there.Length, wanted.Length))
            return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(common);
        file.Position = common;
        file.Write(wanted[common..]);
        return true;
    }

    // Names of machines may hold what names of files may not.
    private static string Host()
    {
        var name = string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        return name.Length > 0 ? name : "host";
    }
}

/// <summary>Writes <c>events.out.tfevents.SECONDS.HOST.PROCESS</c>: <c>train/loss</c>, <c>train/accuracy</c>,
/// <c>train/learning_rate</c>, <c>val/loss</c>, <c>val/accuracy</c>, <c>val/macro_f1</c>, <c>val/mean_average_precision</c>,
/// <c>gradients/GROUP</c> over the optimizer step, and <c>samples/augmented/N</c> (or <c>samples/plain/N</c>). Times are those
/// of the run. The file that the run has written epoch by epoch is gone on with; any other of the run is replaced.</summary>
public sealed class TensorBoardExporter : IRunExporter
{
    /// <inheritdoc/>
    public string Export(RunSummary run, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        cancellation.ThrowIfCancellationRequested();
        return new TensorBoardLog(folder, run.Config.Created).Write(run.Metrics, run.Gradients, run.Samples);
    }
}
