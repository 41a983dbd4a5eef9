namespace TransferLab.Backbones.Catalog;

/// <summary>A file on a web server. A download that breaks goes on where it was, where the server lets it.</summary>
internal sealed class AddressSource(HttpClient client, CatalogEntry entry, Uri address, BackboneDownloadOptions options) : FileSource
{
    // Retries are counted anew after this much progress, so that large files come over poor lines.
    private const long EnoughProgress = 1 << 20;

    public override string Name => address.AbsoluteUri;

    public override async Task FetchAsync(PartFile part, DownloadReporter reporter, CancellationToken cancellation)
    {
        var attempt = new DownloadAttempt(client, entry, address, options.IdleTimeout);
        var (failures, counted, contacted) = (0, part.Length, false);
        while (true)
        {
            try
            {
                reporter.Begin(part.Length);
                while (part.Length < entry.Bytes)
                    await attempt.RunAsync(part, () => reporter.Received(part.Length), cancellation).ConfigureAwait(false);
                if (part.Hash() == entry.Sha256)
                    return;
                contacted = true;
                DropWrong(part, reporter);
            }
            catch (BrokenDownloadException e)
            {
                contacted |= !e.IsConnection || part.Length > counted;
                if (part.Length >= counted + EnoughProgress)
                    (failures, counted) = (0, part.Length);
                // Where no server was ever reached, waiting helps nobody.
                if (!contacted || failures == options.Retries)
                    throw new SourceFailedException(Failed(e.Message, failures + 1, part.Length), e);
                var pause = Pause(failures++, e.Pause);
                reporter.Note(FormattableString.Invariant($"{e.Message}; trying again in {pause.TotalSeconds:0.#} s"));
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Bytes of several responses may be of several versions of the file: then one more download, in one piece, can still be right.
    private void DropWrong(PartFile part, DownloadReporter reporter)
    {
        var (actual, isPatched) = (part.Hash(), part.IsPatched);
        part.Restart();
        if (!isPatched)
            throw new SourceFailedException($"{address} is not the file that the catalogue means: its SHA-256 is {actual}, expected {entry.Sha256}. What was downloaded has been deleted.");
        reporter.Note("the parts do not add up to the right file; downloading it anew");
    }

    private TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var pause = asked > TimeSpan.Zero ? asked.Value : options.FirstPause * Math.Pow(2, Math.Min(failures, 30));
        return pause < options.LongestPause ? pause : options.LongestPause;
    }

    private string Failed(string reason, int attempts, long bytes)
    {
        var kept = bytes == 0 ? "" : FormattableString.Invariant($" {bytes:N0} of {entry.Bytes:N0} bytes are here; the next pull goes on from there.");
        return FormattableString.Invariant($"The backbone '{entry.Name}' cannot be downloaded: {reason}. Tried {address}{Through()}, {(attempts == 1 ? "once" : $"{attempts} times")}.{kept}");
    }

    // Without user and password.
    private string Through() => (options.Proxy ?? HttpClient.DefaultProxy.GetProxy(address)) is { } proxy && proxy != address
        ? $" through the proxy {proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}" : "";
}
