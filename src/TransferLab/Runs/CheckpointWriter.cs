using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TransferLab.Runs;

/// <summary>Adds arrays to a checkpoint that is being written. See <see cref="CheckpointFile"/> for the layout.</summary>
public sealed class CheckpointWriter
{
    private const int ElementsAtATime = 1 << 18;
    private readonly Stream _stream;
    private readonly IncrementalHash _hash;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal CheckpointWriter(Stream stream, IncrementalHash hash)
    {
        _stream = stream;
        _hash = hash;
    }

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
        _hash.AppendData(bytes);
        _stream.Write(bytes);
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
