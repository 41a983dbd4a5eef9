using System.Buffers.Binary;
using System.Text;

namespace TransferLab.TensorFlow.Checkpoints;

/// <summary>Reads a sorted string table, the format of a checkpoint's index: data blocks, an index block that points at them, and a footer of 48 bytes that
/// points at the index block. Keys within a block share prefixes; every block carries a masked CRC-32C. Described by LevelDB's "table_format".</summary>
internal sealed class TableReader
{
    private const int FooterBytes = 48, TrailerBytes = 5;
    private const ulong Magic = 0xdb4775248b80fb57;

    private readonly ReadOnlyMemory<byte> _table;

    private TableReader(ReadOnlyMemory<byte> table) => _table = table;

    /// <summary>All entries in file order.</summary>
    /// <exception cref="TensorFlowException">The table is damaged or compressed.</exception>
    public static List<KeyValuePair<string, ReadOnlyMemory<byte>>> Read(ReadOnlyMemory<byte> table)
    {
        if (table.Length < FooterBytes || BinaryPrimitives.ReadUInt64LittleEndian(table.Span[^8..]) != Magic)
            throw Error("it does not end as a table does; is it truncated?");
        var reader = new TableReader(table);
        var footer = table[^FooterBytes..^8];
        var at = 0;
        Handle(footer.Span, ref at);
        var entries = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        // Hostile handles may point at one block again and again, so what was unpacked is counted.
        long unpacked = 0;
        foreach (var (_, handle) in reader.Block(Handle(footer.Span, ref at), ref unpacked))
        {
            var position = 0;
            entries.AddRange(reader.Block(Handle(handle.Span, ref position), ref unpacked));
            if (entries.Count > Limits.IndexKeys)
                throw Error("it has too many keys");
        }
        return entries;
    }

    private List<KeyValuePair<string, ReadOnlyMemory<byte>>> Block((long Offset, long Size) handle, ref long unpacked)
    {
        if (handle.Offset < 0 || handle.Size < 4 || handle.Size > _table.Length - TrailerBytes || handle.Offset > _table.Length - handle.Size - TrailerBytes)
            throw Error($"a block at {handle.Offset} of {handle.Size} bytes lies outside of it");
        var withType = _table.Slice((int)handle.Offset, (int)handle.Size + 1);
        if (BinaryPrimitives.ReadUInt32LittleEndian(_table.Span[((int)handle.Offset + (int)handle.Size + 1)..]) != MaskedCrc32C.Of(withType.Span))
            throw Error($"the checksum of the block at {handle.Offset} is wrong; the file is damaged");
        if (withType.Span[^1] != 0)
            throw Error(withType.Span[^1] == 1
                ? "it is compressed by Snappy, which is not supported; save the model again without compression of the index"
                : "its compression is not known");
        var block = withType[..^1];
        long restarts = BinaryPrimitives.ReadUInt32LittleEndian(block.Span[^4..]);
        if ((restarts + 1) * 4 > block.Length)
            throw Error($"the block at {handle.Offset} has no end");
        return Entries(block[..^(int)((restarts + 1) * 4)], ref unpacked);
    }

    private static List<KeyValuePair<string, ReadOnlyMemory<byte>>> Entries(ReadOnlyMemory<byte> block, ref long unpacked)
    {
        var entries = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        byte[] key = [];
        var at = 0;
        while (at < block.Length)
        {
            long shared = Varint(block.Span, ref at), own = Varint(block.Span, ref at), size = Varint(block.Span, ref at);
            if (shared < 0 || own < 0 || size < 0 || shared > key.Length || own > block.Length - at || size > block.Length - at - own)
                throw Error("an entry reaches beyond its block");
            unpacked += shared + own + 64;
            if (unpacked > Limits.IndexBytes)
                throw Error("its keys are too long");
            key = [.. key.AsSpan(0, (int)shared), .. block.Span.Slice(at, (int)own)];
            at += (int)own;
            entries.Add(new(Encoding.UTF8.GetString(key), block.Slice(at, (int)size)));
            at += (int)size;
        }
        return entries;
    }

    private static (long Offset, long Size) Handle(ReadOnlySpan<byte> bytes, ref int at) => (Varint(bytes, ref at), Varint(bytes, ref at));

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
                break;
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return (long)value;
        }
        throw Error("a number in it does not end");
    }

    private static TensorFlowException Error(string what) => new($"the checkpoint's index cannot be read: {what}.");
}
