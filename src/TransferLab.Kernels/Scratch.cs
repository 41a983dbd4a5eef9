using System.Runtime.InteropServices;

namespace TransferLab.Kernels;

/// <summary>What a piece of scratch memory is for: one piece of each per thread.</summary>
internal enum ScratchUse
{
    /// <summary>Of the caller: packed or transformed weights.</summary>
    Weights,
    /// <summary>Of the caller: transformed activations that all parts read.</summary>
    Activations,
    /// <summary>Of the caller: transformed output gradients that all parts read.</summary>
    Gradients,
    /// <summary>Of the caller: sums that parts leave.</summary>
    Sums,
    /// <summary>Of a part: patches, or a block of transformed activations.</summary>
    Block,
    /// <summary>Of a part: panels of a packed matrix.</summary>
    Panel,
    /// <summary>Of a part: products before the last transform.</summary>
    Products,
    /// <summary>Zeros that nobody writes, for what lies outside a picture.</summary>
    Zeros,
}

/// <summary>
/// Memory that kernels work in: grows to the largest need of its thread and stays until the thread ends, so that a step allocates nothing. Contents are
/// those of the last use, but for <see cref="ScratchUse.Zeros"/>.
/// </summary>
internal sealed unsafe class Scratch
{
    private const nuint Alignment = 64;

    [ThreadStatic]
    private static Scratch? t_scratch;

    private readonly nint[] _memory = new nint[Enum.GetValues<ScratchUse>().Length];
    private readonly long[] _lengths = new long[Enum.GetValues<ScratchUse>().Length];

    ~Scratch()
    {
        foreach (var memory in _memory)
            NativeMemory.AlignedFree((void*)memory);
    }

    /// <summary>At least so many floats of this thread, 64-byte aligned, and valid until the thread asks for the same use again.</summary>
    public static float* Rent(ScratchUse use, long floats) => (t_scratch ??= new Scratch()).Of((int)use, floats);

    private float* Of(int use, long floats)
    {
        if (_lengths[use] < floats)
        {
            NativeMemory.AlignedFree((void*)_memory[use]);
            (_memory[use], _lengths[use]) = (0, 0);
            var bytes = checked((nuint)floats * sizeof(float));
            _memory[use] = (nint)NativeMemory.AlignedAlloc((bytes + Alignment - 1) & ~(Alignment - 1), Alignment);
            _lengths[use] = floats;
            if (use == (int)ScratchUse.Zeros)
                NativeMemory.Clear((void*)_memory[use], bytes);
        }
        return (float*)_memory[use];
    }
}

/// <summary>
/// Distance between rows that are walked across: were it a multiple of 4 KB, as channel counts make it, all would fall into one set of the first
/// cache, which holds 8 lines. An odd number of lines spreads them over all sets.
/// </summary>
internal static class LineStride
{
    private const long Line = 16;

    /// <summary>At least so many floats, an odd number of cache lines.</summary>
    public static long Of(long floats) => ((floats + Line - 1) / Line | 1) * Line;
}
