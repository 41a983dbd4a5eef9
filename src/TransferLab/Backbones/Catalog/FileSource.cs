namespace TransferLab.Backbones.Catalog;

/// <summary>A place that the file of a backbone can be brought from.</summary>
internal abstract class FileSource
{
    /// <summary>What to call it in a sentence.</summary>
    public abstract string Name { get; }

    /// <summary>Brings the file, whole and with the SHA-256 of the catalogue.</summary>
    /// <param name="part">What is here of it, and where the rest goes.</param>
    /// <param name="reporter">Told how far it is.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="SourceFailedException">It cannot be had from here; another source may have it.</exception>
    /// <exception cref="BackboneException">It cannot be written.</exception>
    public abstract Task FetchAsync(PartFile part, DownloadReporter reporter, CancellationToken cancellation);

    // The innermost message is the one that says something: "Name or service not known", "Connection refused".
    internal static string Reason(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message.TrimEnd('.');
    }
}

/// <summary>A source cannot give the file of a backbone; another may. The message is whole sentences.</summary>
internal sealed class SourceFailedException(string message, Exception? inner = null) : Exception(message, inner);
