using TransferLab.Errors;

namespace TransferLab.Runs;

/// <summary>Shows a finished run in one format. Exporters read nothing but the summary and the image files that it names.</summary>
public interface IRunExporter
{
    /// <summary>Writes or sends the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The run's folder; what is written goes there, whole or not at all.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Where it can be seen: a path or an address.</returns>
    /// <exception cref="InputException">It cannot be delivered.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    string Export(RunSummary run, string folder, CancellationToken cancellation = default);
}
