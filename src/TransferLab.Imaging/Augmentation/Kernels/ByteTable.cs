namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>Changes whose result for a sample depends on its value alone: 256 answers worked out once, then looked up.</summary>
internal static class ByteTable
{
    /// <summary>Number of answers.</summary>
    public const int Size = 256;

    /// <summary>Makes scale · (value − around) + around of every sample, rounded and held within 0 to 255.</summary>
    public static void ApplyLinear(Span<byte> samples, double scale, double around)
    {
        Span<byte> table = stackalloc byte[Size];
        for (var v = 0; v < Size; v++)
            table[v] = Clamp(scale * (v - around) + around);
        Apply(samples, table);
    }

    /// <summary>Rounds half up and holds within 0 to 255.</summary>
    public static byte Clamp(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);

    /// <summary>Looks up every sample in one table.</summary>
    public static void Apply(Span<byte> samples, ReadOnlySpan<byte> table)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(table.Length, Size);
        ref var t = ref MemoryMarshal.GetReference(table);
        ref var at = ref MemoryMarshal.GetReference(samples);
        var i = 0;
        for (; i <= samples.Length - 4; i += 4)
        {
            // Four at a time: one load and one store instead of four each.
            var v = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, i));
            var mapped = Unsafe.Add(ref t, (nint)(v & 255)) | ((uint)Unsafe.Add(ref t, (nint)((v >> 8) & 255)) << 8)
                | ((uint)Unsafe.Add(ref t, (nint)((v >> 16) & 255)) << 16) | ((uint)Unsafe.Add(ref t, (nint)(v >> 24)) << 24);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, i), mapped);
        }
        for (; i < samples.Length; i++)
            Unsafe.Add(ref at, i) = Unsafe.Add(ref t, (nint)Unsafe.Add(ref at, i));
    }

    /// <summary>Looks up every sample in the table of its channel, which is made of how often each value occurs in it.</summary>
    public static void ApplyByCounts(Span<byte> samples, Action<ReadOnlySpan<int>, Span<byte>> make)
    {
        Span<int> counts = stackalloc int[3 * Size];
        Span<byte> tables = stackalloc byte[3 * Size];
        Count(samples, counts);
        for (var channel = 0; channel < 3; channel++)
            make(counts.Slice(channel * Size, Size), tables.Slice(channel * Size, Size));
        ref var r = ref MemoryMarshal.GetReference(tables);
        ref var g = ref Unsafe.Add(ref r, Size);
        ref var b = ref Unsafe.Add(ref g, Size);
        ref var at = ref MemoryMarshal.GetReference(samples);
        for (nint i = 0; i <= samples.Length - 3; i += 3)
        {
            Unsafe.Add(ref at, i) = Unsafe.Add(ref r, (nint)Unsafe.Add(ref at, i));
            Unsafe.Add(ref at, i + 1) = Unsafe.Add(ref g, (nint)Unsafe.Add(ref at, i + 1));
            Unsafe.Add(ref at, i + 2) = Unsafe.Add(ref b, (nint)Unsafe.Add(ref at, i + 2));
        }
    }

    private static void Count(ReadOnlySpan<byte> samples, Span<int> counts)
    {
        counts.Clear();
        ref var c = ref MemoryMarshal.GetReference(counts);
        ref var at = ref MemoryMarshal.GetReference(samples);
        for (nint i = 0; i <= samples.Length - 3; i += 3)
        {
            Unsafe.Add(ref c, (nint)Unsafe.Add(ref at, i))++;
            Unsafe.Add(ref c, Size + (nint)Unsafe.Add(ref at, i + 1))++;
            Unsafe.Add(ref c, 2 * Size + (nint)Unsafe.Add(ref at, i + 2))++;
        }
    }
}
