namespace TransferLab.Backbones.Catalog;

/// <summary>The part of a download that is here, under a name of its own beside the target, with the hash of its bytes and the server's
/// mark (ETag) of the version it is a part of. Stays when the process ends or is killed, and is taken up by the next.</summary>
internal sealed class PartFile : IDisposable
{
    private const int BlockBytes = 1 << 17;
    private readonly string _target;
    private readonly string _path;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FileStream? _file;

    private PartFile(string target)
    {
        _target = target;
        _path = target + ".part";
    }

    /// <summary>Bytes that are here.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the bytes came in more than one response, so that they may belong to different versions of the file.</summary>
    public bool IsPatched { get; private set; }

    private string MarkPath => _path + ".etag";

    /// <summary>Opens the part of a file, or begins one.</summary>
    /// <param name="target">The whole file.</param>
    /// <param name="bytes">Its length; a part that is longer is thrown away.</param>
    /// <param name="cancellation">Ends the reading of what is here.</param>
    /// <exception cref="BackboneException">The folder cannot be written.</exception>
    public static async Task<PartFile> OpenAsync(string target, long bytes, CancellationToken cancellation)
    {
        var part = new PartFile(target);
        try
        {
            await part.OpenAsync(bytes, cancellation).ConfigureAwait(false);
            return part;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            part.Dispose();
            throw part.CannotWrite(e);
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>The server's mark of the version that the bytes are a part of; null where it gave none, or another server gave it.</summary>
    /// <remarks>Where it cannot be read, a changed file is found out by its hash.</remarks>
    public string? MarkOf(Uri address) => FileWork.Do(
        () => File.Exists(MarkPath) && File.ReadAllLines(MarkPath) is [var where, var mark] && where == address.AbsoluteUri ? mark : null, _ => null);

    /// <summary>Throws away what is here and notes the mark of the version that will come.</summary>
    public void Restart(Uri? address = null, string? mark = null)
    {
        Write(() =>
        {
            _file!.SetLength(0);
            _file.Position = 0;
            if (mark is null)
                File.Delete(MarkPath);
            else
                AtomicFile.WriteText(MarkPath, $"{address!.AbsoluteUri}\n{mark}\n");
        });
        _hash.GetHashAndReset();
        (Length, IsPatched) = (0, false);
    }

    /// <summary>The next bytes belong to another response than those that are here.</summary>
    public void Patch() => IsPatched |= Length > 0;

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="BackboneException">They cannot be written, e.g. for want of room; the ones before stay.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await _file!.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>SHA-256 of the bytes that are here, lower-case hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Gives the part the name of the whole, over a file that has it.</summary>
    public void Commit() => Write(() =>
    {
        _file!.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path, _target, overwrite: true);
        File.Delete(MarkPath);
    });

    /// <summary>Throws the part away for good.</summary>
    public void Delete() => Write(() =>
    {
        _file?.Dispose();
        File.Delete(_path);
        File.Delete(MarkPath);
    });

    public void Dispose()
    {
        _file?.Dispose();
        _hash.Dispose();
    }

    private async Task OpenAsync(long bytes, CancellationToken cancellation)
    {
        _file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        if (_file.Length > bytes)
        {
            Restart();
            return;
        }
        var block = new byte[BlockBytes];
        while (await _file.ReadAsync(block, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            _hash.AppendData(block, 0, read);
            Length += read;
        }
        Patch();
    }

    private void Write(Action work) => FileWork.Do(work, e => throw CannotWrite(e));

    private BackboneException CannotWrite(Exception e) => new($"{_path} cannot be written: {e.Message}", e);
}
