using System.Net;
using System.Security.Cryptography;
using TransferLab.Runs;

namespace TransferLab.Backbones.Catalog;

/// <summary>
/// Brings catalogued backbones into a store. A file appears under its name only whole and with the SHA-256 of the catalogue; what comes before is kept beside it in
/// <c>FILE.part</c>, also when the process is killed, and the next attempt goes on from there where the server lets it. Several processes may pull the same file: one
/// downloads, the others wait for it.
/// </summary>
public sealed class BackboneDownload : IDisposable
{
    private const int Redirections = 10;
    // Retries are counted anew after this much progress, so that large files come over poor lines.
    private const long EnoughProgress = 1 << 20;

    private readonly BackboneStore _store;
    private readonly BackboneDownloadOptions _options;
    private readonly HttpClient _client;

    /// <summary>Prepares downloads into a store.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BackboneDownload(BackboneStore store, BackboneDownloadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new();
        _options.Validate();
        // Shorter than the silence allowed, so that a server that cannot be reached is told from one that does not answer.
        var handler = new SocketsHttpHandler { MaxAutomaticRedirections = Redirections, ConnectTimeout = _options.IdleTimeout / 2 };
        if (_options.Proxy is { } proxy)
            handler.Proxy = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri) { Credentials = CredentialsOf(proxy) };
        // Silence is what ends an attempt, not the time that a large file takes.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new("TransferLab", EnvironmentInfo.Version));
    }

    /// <summary>Makes sure that a backbone is here.</summary>
    /// <param name="entry">The backbone.</param>
    /// <param name="progress">Told how far it is, on any thread, one call at a time; null for nobody.</param>
    /// <param name="cancellation">Stops; the part that is here stays for the next time.</param>
    /// <exception cref="BackboneException">It cannot be had; the message says what was tried and what else there is.</exception>
    public async Task<BackbonePull> PullAsync(CatalogEntry entry, Action<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!_options.Force && BackboneStore.FindShipped(entry) is { } shipped && await HasHashAsync(shipped, entry, cancellation).ConfigureAwait(false))
            return new(entry, shipped, Downloaded: false);
        var target = _store.PathOf(entry);
        // Before anything is written: the store may belong to somebody else.
        if (!_options.Force && File.Exists(target) && await HasHashAsync(target, entry, cancellation).ConfigureAwait(false))
            return new(entry, target, Downloaded: false);
        if (entry.Download is null)
            throw new BackboneException($"The backbone '{entry.Name}' has no public download: {ByHand(entry)}.");
        CreateFolder();
        var reporter = new DownloadReporter(entry, progress);
        using var held = await PullLock.AcquireAsync(target, () => reporter.Note("another process is downloading it; waiting"), cancellation).ConfigureAwait(false);
        // Another process may have brought it meanwhile.
        if (!_options.Force && File.Exists(target) && await HasHashAsync(target, entry, cancellation).ConfigureAwait(false))
            return new(entry, target, Downloaded: false);
        await DownloadAsync(entry, target, reporter, cancellation).ConfigureAwait(false);
        return new(entry, target, Downloaded: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task DownloadAsync(CatalogEntry entry, string target, DownloadReporter reporter, CancellationToken cancellation)
    {
        var address = entry.Download!.Address(_options.Mirror);
        var attempt = new DownloadAttempt(_client, entry, address, _options.IdleTimeout);
        using var part = await PartFile.OpenAsync(target, entry.Bytes, cancellation).ConfigureAwait(false);
        var (failures, counted, contacted) = (0, part.Length, false);
        while (true)
        {
            try
            {
                reporter.Begin(part.Length);
                while (part.Length < entry.Bytes)
                    await attempt.RunAsync(part, () => reporter.Received(part.Length), cancellation).ConfigureAwait(false);
                if (part.Hash() == entry.Sha256)
                {
                    part.Commit();
                    return;
                }
                contacted = true;
                DropWrong(entry, address, part, reporter);
            }
            catch (BrokenDownloadException e)
            {
                contacted |= !e.IsConnection || part.Length > counted;
                if (part.Length >= counted + EnoughProgress)
                    (failures, counted) = (0, part.Length);
                // Where no server was ever reached, waiting helps nobody.
                if (!contacted || failures == _options.Retries)
                    throw new BackboneException(Failed(entry, address, e.Message, failures + 1, part.Length), e);
                var pause = Pause(failures++, e.Pause);
                reporter.Note(FormattableString.Invariant($"{e.Message}; trying again in {pause.TotalSeconds:0.#} s"));
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
            catch (BackboneException e) when (e.InnerException is null)
            {
                throw new BackboneException(e.Message + Otherwise(entry), e);
            }
        }
    }

    // Bytes of several responses may be of several versions of the file: then one more download, in one piece, can still be right.
    private static void DropWrong(CatalogEntry entry, Uri address, PartFile part, DownloadReporter reporter)
    {
        var actual = part.Hash();
        if (!part.IsPatched)
        {
            part.Delete();
            throw new BackboneException($"{address} is not the file that the catalogue means: its SHA-256 is {actual}, expected {entry.Sha256}. What was downloaded has been deleted.");
        }
        part.Restart();
        reporter.Note("the parts do not add up to the right file; downloading it anew");
    }

    private TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var pause = asked > TimeSpan.Zero ? asked.Value : _options.FirstPause * Math.Pow(2, Math.Min(failures, 30));
        return pause < _options.LongestPause ? pause : _options.LongestPause;
    }

    private string Failed(CatalogEntry entry, Uri address, string reason, int attempts, long bytes)
    {
        var kept = bytes == 0 ? "" : FormattableString.Invariant($" {bytes:N0} of {entry.Bytes:N0} bytes are here; the next pull goes on from there.");
        return FormattableString.Invariant($"The backbone '{entry.Name}' cannot be downloaded: {reason}. Tried {address}{Through(address)}, {(attempts == 1 ? "once" : $"{attempts} times")}.{kept}{Otherwise(entry)}");
    }

    private string Otherwise(CatalogEntry entry) =>
        $"\nOther ways:\n  --mirror URL   with a copy of {entry.Download!.Base}\n  --proxy URL    or HTTPS_PROXY in the environment\n  by hand        {ByHand(entry)}";

    private string ByHand(CatalogEntry entry) => FormattableString.Invariant($"put the file at {_store.PathOf(entry)} ({entry.Bytes:N0} bytes, SHA-256 {entry.Sha256})");

    // Without user and password.
    private string Through(Uri address) => (_options.Proxy ?? HttpClient.DefaultProxy.GetProxy(address)) is { } proxy && proxy != address
        ? $" through the proxy {proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}" : "";

    private void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(_store.Root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneException($"The folder of backbones {_store.Root} cannot be created: {e.Message} {BackboneStore.HomeVariable} names another.", e);
        }
    }

    private static async Task<bool> HasHashAsync(string path, CatalogEntry entry, CancellationToken cancellation)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return file.Length == entry.Bytes && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false)) == entry.Sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneException($"The backbone '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static NetworkCredential? CredentialsOf(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
            return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
