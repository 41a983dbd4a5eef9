using System.Runtime.InteropServices;

namespace TransferLab.Runs;

/// <summary>The checkpoint format. Little-endian: the 8 bytes <c>TLCKPT\r\n</c>; int32 version (1); int32 length and JSON of
/// <see cref="CheckpointInfo"/>; for each array int32 length and UTF-8 of its name, int32 element count, float32 elements; int32
/// −1; 32 bytes SHA-256 of all before. The carriage return and line feed in the mark show a transfer in text mode.</summary>
internal static class CheckpointFile
{
    internal const int LongestName = 1000;
    private const int Version = 1;
    private const int LongestInfo = 1 << 20;
    private const int BytesAtATime = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "TLCKPT\r\n"u8;

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    /// <param name="path">The target.</param>
    /// <param name="info">Where the training stands.</param>
    /// <param name="arrays">Adds weights and states.</param>
    public static void Write(string path, CheckpointInfo info, Action<CheckpointWriter> arrays)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(info, RunJsonContext.Default.CheckpointInfo);
        if (json.Length > LongestInfo)
            throw new ArgumentException($"The information of a checkpoint takes {json.Length} bytes; at most {LongestInfo} are allowed.", nameof(info));
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var writer = new CheckpointWriter(stream, hash);
            writer.Write(Magic);
            writer.WriteNumber(Version);
            writer.WriteNumber(json.Length);
            writer.Write(json);
            arrays(writer);
            writer.WriteNumber(-1);
            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Reads and verifies a checkpoint.</summary>
    /// <exception cref="RunException">The file is missing, no checkpoint, of a newer version, truncated, or damaged.</exception>
    public static Checkpoint Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var reader = new Reader(file, hash, path);
            var info = ReadInfo(reader);
            var arrays = new Dictionary<string, float[]>(StringComparer.Ordinal);
            while (reader.Number() is var nameLength && nameLength != -1)
            {
                if (nameLength is < 1 or > LongestName)
                    throw reader.Damaged();
                var name = Encoding.UTF8.GetString(reader.Bytes(nameLength));
                if (!arrays.TryAdd(name, reader.Floats()))
                    throw reader.Damaged();
            }
            var computed = hash.GetHashAndReset();
            if (!computed.AsSpan().SequenceEqual(reader.Bytes(computed.Length)) || !reader.AtEnd)
                throw reader.Damaged();
            return new Checkpoint(path, info, arrays);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The checkpoint '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the information at the head of a checkpoint without verifying the rest.</summary>
    /// <exception cref="RunException">The file is missing or its head is damaged.</exception>
    internal static CheckpointInfo ReadInfo(string path) => FileWork.Do(() =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return ReadInfo(new Reader(file, hash, path));
    }, e => throw new RunException($"The checkpoint '{path}' cannot be read: {e.Message}", e));

    private static CheckpointInfo ReadInfo(Reader reader)
    {
        if (!reader.Bytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            throw new RunException($"'{reader.Path}' is no checkpoint of TransferLab.");
        var version = reader.Number();
        if (version != Version)
            throw new RunException($"The checkpoint '{reader.Path}' has format version {version}; this TransferLab reads version {Version}.");
        var length = reader.Number();
        if (length is < 2 or > LongestInfo)
            throw reader.Damaged();
        try
        {
            return JsonSerializer.Deserialize(reader.Bytes(length), RunJsonContext.Default.CheckpointInfo) ?? throw reader.Damaged();
        }
        catch (JsonException e)
        {
            throw new RunException($"The checkpoint '{reader.Path}' is damaged: its head is no valid JSON.", e);
        }
    }

    private sealed class Reader(FileStream file, IncrementalHash hash, string path)
    {
        public string Path => path;

        public bool AtEnd => file.Position == file.Length;

        public RunException Damaged() => new($"The checkpoint '{path}' is damaged or truncated.");

        // Lengths are checked against what the file still holds before memory is taken: a damaged length must not ask for gigabytes.
        public byte[] Bytes(int count)
        {
            if (count > file.Length - file.Position)
                throw Damaged();
            var bytes = new byte[count];
            file.ReadExactly(bytes);
            hash.AppendData(bytes);
            return bytes;
        }

        public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

        public float[] Floats()
        {
            var count = Number();
            if (count < 0 || count * 4L > file.Length - file.Position)
                throw Damaged();
            var values = GC.AllocateUninitializedArray<float>(count);
            for (var start = 0; start < count; start += BytesAtATime / 4)
            {
                var part = values.AsSpan(start, Math.Min(BytesAtATime / 4, count - start));
                var bytes = MemoryMarshal.AsBytes(part);
                file.ReadExactly(bytes);
                hash.AppendData(bytes);
                if (!BitConverter.IsLittleEndian)
                    BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(part), MemoryMarshal.Cast<float, int>(part));
            }
            return values;
        }
    }
}

/// <summary>Adds arrays to a checkpoint that is being written. See <see cref="CheckpointFile"/> for the layout.</summary>
internal sealed class CheckpointWriter(Stream stream, IncrementalHash hash)
{
    private const int ElementsAtATime = 1 << 18;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Adds an array; the span may be native memory.</summary>
    /// <param name="name">Unique in the checkpoint, 1 to 1,000 UTF-8 bytes.</param>
    /// <param name="values">The elements, bit for bit.</param>
    public void Add(string name, ReadOnlySpan<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var utf8 = Encoding.UTF8.GetBytes(name);
        if (utf8.Length > CheckpointFile.LongestName)
            throw new ArgumentException($"The name '{name[..40]}…' is longer than {CheckpointFile.LongestName} bytes.", nameof(name));
        if (!_names.Add(name))
            throw new ArgumentException($"The checkpoint has an array '{name}' already.", nameof(name));
        WriteNumber(utf8.Length);
        Write(utf8);
        WriteNumber(values.Length);
        for (; !values.IsEmpty; values = values[Math.Min(ElementsAtATime, values.Length)..])
            WriteValues(values[..Math.Min(ElementsAtATime, values.Length)]);
    }

    internal void WriteNumber(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        Write(bytes);
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        stream.Write(bytes);
    }

    private void WriteValues(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Write(MemoryMarshal.AsBytes(values));
            return;
        }
        var swapped = new int[values.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), swapped);
        Write(MemoryMarshal.AsBytes<int>(swapped));
    }
}
