using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using TransferLab.Onnx;
using TransferLab.TensorFlow.Protos;
using DataType = TransferLab.TensorFlow.Protos.DataType;

namespace TransferLab.TensorFlow.Tests;

/// <summary>Writes checkpoints: the index as a sorted string table with shared key prefixes and several blocks, the numbers over several shards.</summary>
internal static class ModelFiles
{
    private const int EntriesPerBlock = 3;

    /// <summary>Index and shards of some variables; keys are sorted as the format demands.</summary>
    public static (byte[] Index, List<byte[]> Shards) Bundle(IEnumerable<(string Key, Tensor Value)> variables, int shards, byte compression = 0)
    {
        var data = Enumerable.Range(0, shards).Select(_ => new MemoryStream()).ToList();
        List<(string Key, byte[] Value)> entries = [("", new BundleHeaderProto { NumShards = shards }.ToByteArray())];
        foreach (var ((key, value), i) in variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select((v, i) => (v, i)))
        {
            var shard = data[i % shards];
            var entry = new BundleEntryProto
            {
                Dtype = DataType.DtFloat,
                Shape = new(),
                ShardId = i % shards,
                Offset = shard.Length,
                Size = value.Bytes.Length,
                Crc32C = MaskedCrc32C.Of(value.Bytes.Span)
            };
            entry.Shape.Dim.AddRange(value.Dims.Select(d => new TensorShapeProto.Types.Dim { Size = d }));
            shard.Write(value.Bytes.Span);
            entries.Add((key, entry.ToByteArray()));
        }
        return (Table(entries, compression), [.. data.Select(d => d.ToArray())]);
    }

    /// <summary>Writes a bundle as the files of a prefix.</summary>
    public static void Write(string prefix, (byte[] Index, List<byte[]> Shards) bundle)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!);
        File.WriteAllBytes(prefix + ".index", bundle.Index);
        foreach (var (shard, i) in bundle.Shards.Select((s, i) => (s, i)))
            File.WriteAllBytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}.data-{i:00000}-of-{bundle.Shards.Count:00000}"), shard);
    }

    private static byte[] Table(List<(string Key, byte[] Value)> entries, byte compression)
    {
        var file = new MemoryStream();
        List<(string Key, byte[] Value)> handles = [];
        foreach (var block in entries.Chunk(EntriesPerBlock))
            handles.Add((block[^1].Key, Block(file, block, compression)));
        var meta = Block(file, [], 0);
        var index = Block(file, handles, 0);
        byte[] footer = [.. meta, .. index];
        file.Write(footer);
        file.Write(new byte[40 - footer.Length]);
        var magic = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, 0xdb4775248b80fb57);
        file.Write(magic);
        return file.ToArray();
    }

    private static byte[] Block(MemoryStream file, IEnumerable<(string Key, byte[] Value)> entries, byte compression)
    {
        var block = new MemoryStream();
        byte[] last = [];
        foreach (var (key, value) in entries)
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            var shared = bytes.Zip(last).TakeWhile(p => p.First == p.Second).Count();
            block.Write([.. Varint(shared), .. Varint(bytes.Length - shared), .. Varint(value.Length), .. bytes[shared..], .. value]);
            last = bytes;
        }
        // One restart point, at the start.
        block.Write([0, 0, 0, 0, 1, 0, 0, 0]);
        var content = block.ToArray();
        byte[] handle = [.. Varint(file.Length), .. Varint(content.Length)];
        byte[] typed = [.. content, compression];
        file.Write(typed);
        file.Write(BitConverter.GetBytes(MaskedCrc32C.Of(typed)));
        return handle;
    }

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            bytes.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80u : 0)));
            if (rest <= 0x7f)
                return [.. bytes];
        }
    }
}
