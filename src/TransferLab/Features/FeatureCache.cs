using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TransferLab.Features;

/// <summary>Activations at a cut point, kept in a memory-mapped file and found by the content hash of the image: adding images costs only
/// the new images. One file per <see cref="FeatureCacheKey"/>; records are appended whole and checked by a checksum when first read, so a
/// run that was killed leaves a usable file. Thread-safe. While one process writes a file, another gets a private temporary one.</summary>
internal sealed unsafe class FeatureCache : IDisposable
{
    // Header: magic, floats per record. Record: content hash (32), XxHash3 of the floats (8), floats.
    private const int HeaderBytes = 64;
    private const int RecordPrefix = ContentHash.Size + sizeof(ulong);
    private static ReadOnlySpan<byte> Magic => "TLFEAT01"u8;

    private readonly Lock _gate = new();
    private readonly Dictionary<ContentHash, long> _offsets = [];
    private readonly HashSet<ContentHash> _verified = [];
    private readonly FileStream _file;
    private readonly bool _private;
    private readonly long _recordBytes;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _base;
    private long _mapped;
    private long _length;

    private FeatureCache(FileStream file, int length, bool isPrivate)
    {
        _file = file;
        _private = isPrivate;
        Length = length;
        _recordBytes = RecordPrefix + (long)length * sizeof(float);
        ReadIndex();
        MarkUsed(file.SafeFileHandle);
    }

    /// <summary>Floats per image: the product of the activation's dimensions without the batch.</summary>
    public int Length { get; }

    /// <summary>Images in the cache.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _offsets.Count;
        }
    }

    /// <summary>Opens the file for a key, or creates it.</summary>
    /// <param name="directory">Folder of all cache files; created where missing.</param>
    /// <param name="key">What the activations depend on besides the image.</param>
    /// <param name="length">Floats per image.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static FeatureCache Open(string directory, FeatureCacheKey key, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, key.Hash + ".features");
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), length, isPrivate: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            var own = Path.Combine(directory, $"{key.Hash}.{Environment.ProcessId}-{Guid.NewGuid():N}.private");
            return new(new FileStream(own, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose), length,
                isPrivate: true);
        }
    }

    /// <summary>Whether the activation of an image is there and intact.</summary>
    public bool Contains(ContentHash image)
    {
        lock (_gate)
            return _offsets.TryGetValue(image, out var offset) && Verify(image, offset);
    }

    /// <summary>Adds the activation of an image; does nothing where it is there already.</summary>
    /// <exception cref="ArgumentException">The number of floats is not <see cref="Length"/>.</exception>
    /// <exception cref="IOException">The disk is full; the cache stays as it was.</exception>
    public void Add(ContentHash image, ReadOnlySpan<float> activation)
    {
        if (activation.Length != Length)
            throw new ArgumentException($"The cache holds {Length} floats per image, not {activation.Length}.", nameof(activation));
        var record = new byte[_recordBytes];
        image.Write(record);
        var bytes = MemoryMarshal.AsBytes(activation);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(ContentHash.Size), XxHash3.HashToUInt64(bytes));
        bytes.CopyTo(record.AsSpan(RecordPrefix));
        lock (_gate)
        {
            if (_offsets.ContainsKey(image))
                return;
            try
            {
                RandomAccess.Write(_file.SafeFileHandle, record, _length);
            }
            catch (IOException)
            {
                RandomAccess.SetLength(_file.SafeFileHandle, _length);
                throw;
            }
            _offsets.Add(image, _length);
            _verified.Add(image);
            _length += _recordBytes;
        }
    }

    /// <summary>Copies the activation of an image.</summary>
    /// <exception cref="KeyNotFoundException">The image is not in the cache.</exception>
    public void CopyTo(ContentHash image, Span<float> destination)
    {
        lock (_gate)
        {
            if (!_offsets.TryGetValue(image, out var offset) || !Verify(image, offset))
                throw new KeyNotFoundException("The image has no cached activation; extract it first.");
            Record(offset)[RecordPrefix..].CopyTo(MemoryMarshal.AsBytes(destination[..Length]));
        }
    }

    public void Dispose()
    {
        Unmap();
        _file.Dispose();
        if (_private)
            File.Delete(_file.Name);
    }

    private void ReadIndex()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var handle = _file.SafeFileHandle;
        _length = RandomAccess.GetLength(handle);
        var valid = _length >= HeaderBytes && RandomAccess.Read(handle, header, 0) == HeaderBytes
            && header.StartsWith(Magic) && BinaryPrimitives.ReadInt32LittleEndian(header[8..]) == Length;
        if (!valid)
        {
            // Not ours or another layout: everything in it can be computed again.
            header.Clear();
            Magic.CopyTo(header);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], Length);
            RandomAccess.SetLength(handle, 0);
            RandomAccess.Write(handle, header, 0);
            _length = HeaderBytes;
            return;
        }
        var records = (_length - HeaderBytes) / _recordBytes;
        var whole = HeaderBytes + records * _recordBytes;
        if (whole != _length)
            RandomAccess.SetLength(handle, _length = whole);
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        for (var at = (long)HeaderBytes; at < _length; at += _recordBytes)
        {
            RandomAccess.Read(handle, hash, at);
            _offsets[ContentHash.Read(hash)] = at;
        }
    }

    // FeatureCacheTrimming goes by this; times of access are not kept everywhere.
    // Where it cannot be set, the cache may be trimmed too early, which costs time, not correctness.
    private static void MarkUsed(SafeFileHandle file) => FileWork.Try(() => File.SetLastWriteTimeUtc(file, DateTime.UtcNow));

    private bool Verify(ContentHash image, long offset)
    {
        if (_verified.Contains(image))
            return true;
        var record = Record(offset);
        if (XxHash3.HashToUInt64(record[RecordPrefix..]) != BinaryPrimitives.ReadUInt64LittleEndian(record[ContentHash.Size..]))
        {
            _offsets.Remove(image);
            return false;
        }
        return _verified.Add(image);
    }

    private ReadOnlySpan<byte> Record(long offset)
    {
        if (offset + _recordBytes > _mapped)
        {
            Unmap();
            _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _base);
            _mapped = _length;
        }
        return new ReadOnlySpan<byte>(_base + offset, checked((int)_recordBytes));
    }

    private void Unmap()
    {
        if (_view is null)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
        (_view, _map, _mapped) = (null, null, 0);
        _base = null;
    }
}

/// <summary>What, besides the image itself, a cached activation depends on: the frozen prefix (graph and weights), where
/// it is cut, and how an image becomes pixels. Two runs share a cache file exactly when their keys are equal.</summary>
/// <param name="Hash">SHA-256 in lower-case hexadecimal.</param>
internal sealed record FeatureCacheKey(string Hash)
{
    /// <summary>Derives the key.</summary>
    /// <param name="prefixModel">The bytes of the prefix model: its graph, weights and output.</param>
    /// <param name="transform">A text that names every choice between file and pixels: geometry, interpolation, augmented view.</param>
    public static FeatureCacheKey Of(ReadOnlySpan<byte> prefixModel, string transform)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("transferlab-features-1\n"u8);
        hash.AppendData(Encoding.UTF8.GetBytes(transform + "\n"));
        hash.AppendData(prefixModel);
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
