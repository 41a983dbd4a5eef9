using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace TransferLab.Backbones.Catalog;

/// <summary>A file inside a NuGet package: from the machine's folder of packages where a restore has put it there, else from the package sources that
/// the machine is configured for, with their passwords and mappings, as <c>dotnet restore</c> takes them. A package comes whole or not at all.</summary>
/// <param name="entry">The backbone; it names a package.</param>
/// <param name="target">The file to be; the package lies beside it while it comes.</param>
/// <param name="root">Folder from which configurations are looked for.</param>
internal sealed class PackageFileSource(CatalogEntry entry, string target, string root) : FileSource
{
    private const int BlockBytes = 1 << 17;

    private readonly CatalogPackage _package = entry.Nuget!;
    private readonly string _temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.nupkg");

    public override string Name => $"the NuGet package {_package.Package} {_package.Version}";

    public override async Task FetchAsync(PartFile part, DownloadReporter reporter, CancellationToken cancellation)
    {
        var version = NuGetVersion.Parse(_package.Version);
        var (settings, sources) = Configuration();
        foreach (var folder in SettingsUtility.GetFallbackPackageFolders(settings).Prepend(SettingsUtility.GetGlobalPackagesFolder(settings)))
            if (await FromFolderAsync(new VersionFolderPathResolver(folder).GetInstallPath(_package.Package, version), part, reporter, cancellation)
                .ConfigureAwait(false))
                return;
        if (sources.Count == 0)
            throw Failed("no NuGet source is configured for it");
        var reasons = new List<string>();
        foreach (var source in sources)
        {
            if (await FromSourceAsync(source, version, part, reporter, cancellation).ConfigureAwait(false) is not { } reason)
                return;
            reasons.Add($"'{source.Name}' {reason}");
        }
        throw Failed($"of the configured NuGet sources, {string.Join("; ", reasons)}");
    }

    private (ISettings Settings, IReadOnlyList<PackageSource> Sources) Configuration()
    {
        try
        {
            var settings = NuGet.Configuration.Settings.LoadDefaultSettings(root);
            var mapping = PackageSourceMapping.GetPackageSourceMapping(settings);
            var names = mapping.IsEnabled ? mapping.GetConfiguredPackageSources(_package.Package) : null;
            return (settings, [.. PackageSourceProvider.LoadPackageSources(settings)
                .Where(s => s.IsEnabled && names?.Contains(s.Name, StringComparer.OrdinalIgnoreCase) != false)]);
        }
        catch (Exception e) when (e is NuGetConfigurationException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw Failed($"the configuration of NuGet cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task<bool> FromFolderAsync(string package, PartFile part, DownloadReporter reporter, CancellationToken cancellation)
    {
        var path = Path.Combine(package, _package.File.Replace('/', Path.DirectorySeparatorChar));
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length != entry.Bytes)
                return false;
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (file.ConfigureAwait(false))
            {
                reporter.Begin(0);
                return await CopyAsync(file, part, reporter.Received, cancellation).ConfigureAwait(false) is null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read is as good as none: the sources have the package too.
            return false;
        }
    }

    // Null where the file is there, else why this source is not the one.
    private async Task<string?> FromSourceAsync(PackageSource source, NuGetVersion version, PartFile part, DownloadReporter reporter,
        CancellationToken cancellation)
    {
        try
        {
            var file = new FileStream(_temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BlockBytes,
                FileOptions.Asynchronous | FileOptions.DeleteOnClose);
            await using (file.ConfigureAwait(false))
            {
                reporter.Begin(0);
                // Neither from NuGet's cache of answers nor into it: 60 MB would lie there twice.
                using var cache = new SourceCacheContext { NoCache = true, DirectDownload = true };
                var resource = await Repository.Factory.GetCoreV3(source).GetResourceAsync<FindPackageByIdResource>(cancellation).ConfigureAwait(false);
                if (resource is null)
                    return "is no source of packages";
                var counted = new CountedStream(file, bytes => reporter.Received(Scaled(bytes)));
                await using (counted.ConfigureAwait(false))
                    if (!await resource.CopyNupkgToStreamAsync(_package.Package, version, counted, cache, NullLogger.Instance, cancellation)
                        .ConfigureAwait(false))
                        return "does not serve it";
                file.Position = 0;
                using var reader = new PackageArchiveReader(file, leaveStreamOpen: true);
                var inside = reader.GetStream(_package.File);
                await using (inside.ConfigureAwait(false))
                    return await CopyAsync(inside, part, static _ => { }, cancellation).ConfigureAwait(false) is { } actual
                        ? $"serves another package of that name: the SHA-256 of its {_package.File} is {actual}, expected {entry.Sha256}" : Done(reporter);
            }
        }
        catch (FileNotFoundException)
        {
            return $"serves it, but without a file {_package.File}";
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            return $"did not answer in time ({e.Message.TrimEnd('.')})";
        }
        catch (Exception e) when (e is NuGetProtocolException or HttpRequestException or IOException or InvalidDataException or PackagingException
            or UnauthorizedAccessException or InvalidOperationException)
        {
            return $"failed ({Reason(e)})";
        }
    }

    private string? Done(DownloadReporter reporter)
    {
        reporter.Received(entry.Bytes);
        return null;
    }

    // Null where the bytes are the right ones, else their hash; wrong ones are thrown away.
    private async Task<string?> CopyAsync(Stream from, PartFile part, Action<long> received, CancellationToken cancellation)
    {
        part.Restart();
        var block = new byte[BlockBytes];
        // A byte more than there should be is enough to know: an archive can unpack to any length.
        while (part.Length <= entry.Bytes && await from.ReadAsync(block, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            await part.AppendAsync(block.AsMemory(0, read), cancellation).ConfigureAwait(false);
            received(Math.Min(part.Length, entry.Bytes));
        }
        var actual = part.Hash();
        if (actual == entry.Sha256)
            return null;
        part.Restart();
        return actual;
    }

    // What is told is how much of the file is there; what comes is the package around it.
    private long Scaled(long bytes) => Math.Min(entry.Bytes - 1, (long)((double)bytes * entry.Bytes / (_package.Bytes ?? entry.Bytes)));

    private SourceFailedException Failed(string reason, Exception? inner = null) =>
        new($"The backbone '{entry.Name}' cannot be had from {Name}: {reason}.", inner);
}

/// <summary>Hands what is written to another stream, and tells how much it is.</summary>
internal sealed class CountedStream(Stream inner, Action<long> written) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        inner.Write(buffer, offset, count);
        written(inner.Position);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        written(inner.Position);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
