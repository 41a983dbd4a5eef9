using TransferLab.Runs;

namespace TransferLab.Reports.TensorBoard;

/// <summary>
/// Writes <c>events.out.tfevents.SECONDS.HOST.PROCESS</c>: <c>train/loss</c>, <c>train/accuracy</c>, <c>train/learning_rate</c>, <c>val/loss</c>, <c>val/accuracy</c>, <c>val/macro_f1</c>,
/// <c>val/mean_average_precision</c>, <c>gradients/GROUP</c> over the optimizer step, and <c>samples/augmented/N</c> (or <c>samples/plain/N</c>). Times are those of the run. The file that the
/// run has written epoch by epoch is gone on with; any other of the run is replaced.
/// </summary>
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
