namespace TransferLab.TensorFlow.Checkpoints;

/// <summary>The variables of a model: an index table (<c>NAME.index</c>) and one or more shards with the numbers (<c>NAME.data-00000-of-00002</c>).</summary>
internal sealed class TensorBundle
{
    /// <summary>The key under which object-based checkpoints describe themselves.</summary>
    public const string ObjectGraphKey = "_CHECKPOINTABLE_OBJECT_GRAPH";

    private readonly Dictionary<string, BundleEntryProto> _entries = new(StringComparer.Ordinal);
    private readonly Func<int, int, long, int, byte[]> _read;
    private readonly int _shards;

    /// <param name="index">The index table.</param>
    /// <param name="read">Reads bytes: shard, number of shards, offset, length.</param>
    /// <exception cref="TensorFlowException">The index is damaged.</exception>
    public TensorBundle(ReadOnlyMemory<byte> index, Func<int, int, long, int, byte[]> read)
    {
        _read = read;
        foreach (var (key, value) in TableReader.Read(index))
        {
            if (key.Length > 0)
            {
                _entries[key] = Parse(BundleEntryProto.Parser, value);
                continue;
            }
            var header = Parse(BundleHeaderProto.Parser, value);
            if (header.Endianness != 0)
                throw new TensorFlowException("the checkpoint was written on a big-endian machine, which is not supported.");
            _shards = header.NumShards;
        }
        if (_shards is < 1 or > 100_000)
            throw new TensorFlowException("the checkpoint's index does not say how many shards there are.");
    }

    /// <summary>All keys.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>Opens the checkpoint of a prefix such as <c>variables/variables</c>.</summary>
    /// <exception cref="TensorFlowException">There is none, or its index is damaged.</exception>
    public static TensorBundle Open(string prefix)
    {
        var index = prefix + ".index";
        if (!File.Exists(index))
            throw new TensorFlowException($"the model's variables are missing: there is no '{index}'. Copy the whole SavedModel folder.");
        return new TensorBundle(File.ReadAllBytes(index), (shard, shards, offset, length) => ReadShard(prefix, shard, shards, offset, length));
    }

    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>Reads a variable and checks its checksum.</summary>
    /// <exception cref="TensorFlowException">There is no such key, or shard, size, shape or checksum do not fit.</exception>
    public Tensor Read(string key)
    {
        var entry = _entries.GetValueOrDefault(key) ?? throw new TensorFlowException($"the checkpoint has no variable '{key}'.");
        if (entry.Slices.Count > 0)
            throw new TensorFlowException($"the variable '{key}' is stored in slices of several servers, which is not supported; "
                + "save the model from one process.");
        var type = DataTypes.ToOnnx(entry.Dtype);
        if (type.Size() == 0)
            throw new TensorFlowException($"the variable '{key}' holds {DataTypes.Name(entry.Dtype)}, which is not supported.");
        var dims = TensorProtos.Dims(entry.Shape, key);
        if (TensorProtos.Count(dims, key) * type.Size() != entry.Size)
            throw new TensorFlowException($"the variable '{key}' of shape [{string.Join(',', dims)}] has {entry.Size} bytes.");
        return Tensor.FromBytes(type, Bytes(key, entry), dims);
    }

    /// <summary>What the checkpoint says of its variables: the name of the variable in the graph and the key; empty for name-based checkpoints.</summary>
    public IEnumerable<(string Name, string Key)> Objects()
    {
        if (!_entries.TryGetValue(ObjectGraphKey, out var entry) || entry.Dtype != DataType.DtString)
            yield break;
        var bytes = Bytes(ObjectGraphKey, entry, check: false);
        // A tensor of one string: its length, a checksum of the lengths, the string.
        var at = 0;
        while (at < bytes.Length && bytes[at] >= 0x80)
            at++;
        at += 5;
        TrackableObjectGraph graph;
        try
        {
            graph = TrackableObjectGraph.Parser.ParseFrom(bytes.AsSpan(Math.Min(at, bytes.Length)));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TensorFlowException($"the checkpoint's description of its objects cannot be read: {e.Message}", e);
        }
        foreach (var attribute in graph.Nodes.SelectMany(n => n.Attributes).Where(a => a.FullName.Length > 0 && a.CheckpointKey.Length > 0))
            yield return (attribute.FullName, attribute.CheckpointKey);
    }

    private byte[] Bytes(string key, BundleEntryProto entry, bool check = true)
    {
        if (entry.ShardId < 0 || entry.ShardId >= _shards || entry.Offset < 0 || entry.Size is < 0 or > int.MaxValue - 64)
            throw new TensorFlowException(string.Create(CultureInfo.InvariantCulture,
                $"the variable '{key}' should lie in shard {entry.ShardId} at {entry.Offset}, {entry.Size} bytes, which cannot be."));
        var bytes = _read(entry.ShardId, _shards, entry.Offset, (int)entry.Size);
        if (bytes.Length != entry.Size)
            throw new TensorFlowException($"the shard with the variable '{key}' is truncated.");
        if (check && MaskedCrc32C.Of(bytes) != entry.Crc32C)
            throw new TensorFlowException($"the checksum of the variable '{key}' is wrong; the model's files are damaged or belong to different models.");
        return bytes;
    }

    private static byte[] ReadShard(string prefix, int shard, int shards, long offset, int length)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{prefix}.data-{shard:00000}-of-{shards:00000}");
        if (!File.Exists(path))
            throw new TensorFlowException($"the model's variables are incomplete: there is no '{path}'. Copy the whole SavedModel folder.");
        using var file = File.OpenHandle(path);
        // Nothing is allocated that the file does not hold.
        if (offset > RandomAccess.GetLength(file) - length)
            return [];
        var bytes = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(file, bytes.AsSpan(read), offset + read) is > 0 and var n)
            read += n;
        return read == length ? bytes : [];
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> value) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(value.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TensorFlowException($"the checkpoint's index cannot be read: {e.Message}", e);
        }
    }
}
