using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TransferLab.Runtime.Kernels;

/// <summary>
/// One run of a node: its inputs and outputs, and the session's threads. There is one object per thread, taken anew for each run, so that runs allocate
/// nothing.
/// </summary>
internal sealed unsafe class KernelContext : IParallel
{
    [ThreadStatic]
    private static KernelContext? t_free;

    private nint _context;
    private int _inputs;
    private int _outputs;

    private KernelContext() { }

    /// <summary>The object of this thread, for one run; <see cref="Return"/> it after.</summary>
    public static KernelContext Rent(nint context)
    {
        var taken = t_free ?? new KernelContext();
        t_free = null;
        taken._context = context;
        taken._inputs = OrtFunctions.InputCount(context);
        taken._outputs = OrtFunctions.OutputCount(context);
        return taken;
    }

    public void Return()
    {
        _context = 0;
        t_free = this;
    }

    /// <summary>An input; its <see cref="KernelTensor.Data"/> is null where the node leaves it out.</summary>
    public KernelTensor Input(int index)
    {
        var value = index < _inputs ? OrtFunctions.Input(_context, index) : 0;
        return value == 0 ? default : KernelTensor.Of(value);
    }

    /// <summary>An input of four dimensions.</summary>
    /// <exception cref="InvalidOperationException">It is left out or has another number of dimensions.</exception>
    public KernelTensor Input4(int index)
    {
        var tensor = Input(index);
        return tensor.Data == null || tensor.Rank == 4
            ? tensor
            : throw new InvalidOperationException($"Input {index} has the shape {tensor}; it needs four dimensions.");
    }

    /// <summary>Memory for an output of a shape; null where the node leaves it out.</summary>
    public float* Output(int index, params ReadOnlySpan<long> dims)
    {
        var value = index < _outputs ? OrtFunctions.Output(_context, index, dims) : 0;
        return value == 0 ? null : (float*)OrtFunctions.Data(value);
    }

    /// <summary>Memory for an output shaped as another tensor.</summary>
    public float* OutputLike(int index, in KernelTensor like) => Output(index, like.Dims);

    /// <summary>Memory for an output shaped as another tensor, but for its last dimension.</summary>
    public float* OutputLike(int index, in KernelTensor like, int last)
    {
        Span<long> dims = stackalloc long[like.Rank];
        like.Dims.CopyTo(dims);
        dims[^1] = last;
        return Output(index, dims);
    }

    /// <inheritdoc/>
    public void For(int count, delegate*<void*, int, void> body, void* state)
    {
        var region = new Region { Body = body, State = state };
        OrtFunctions.ParallelFor(_context, &Part, count, &region);
        if (region.IsOutOfMemory)
            throw new InsufficientMemoryException("A kernel did not get the memory that it works in.");
    }

    // Parts run on threads of the runtime, where an exception would end the process; memory is the one thing that they can lack.
    [UnmanagedCallersOnly]
    private static void Part(void* region, nuint part)
    {
        try
        {
            ((Region*)region)->Body(((Region*)region)->State, (int)part);
        }
        catch (OutOfMemoryException)
        {
            ((Region*)region)->IsOutOfMemory = true;
        }
    }

    private struct Region
    {
        public delegate*<void*, int, void> Body;
        public void* State;
        public bool IsOutOfMemory;
    }
}

/// <summary>A float32 tensor of a run.</summary>
internal unsafe struct KernelTensor
{
    /// <summary>More than any operator takes.</summary>
    private const int MaximumRank = 8;

    private Dimensions _dims;

    /// <summary>The elements; null for what is left out.</summary>
    public float* Data { get; private set; }

    public int Rank { get; private set; }

    [UnscopedRef]
    public readonly ReadOnlySpan<long> Dims => MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Dimensions, long>(ref Unsafe.AsRef(in _dims)), Rank);

    public readonly int this[int axis] => checked((int)Dims[axis]);

    public readonly long Count
    {
        get
        {
            var count = 1L;
            foreach (var dim in Dims)
                count *= dim;
            return count;
        }
    }

    public static KernelTensor Of(nint value)
    {
        var tensor = new KernelTensor { Data = (float*)OrtFunctions.Data(value) };
        tensor.Rank = OrtFunctions.Dimensions(value, tensor._dims);
        return tensor.Rank <= MaximumRank ? tensor : throw new InvalidOperationException($"A tensor has {tensor.Rank} dimensions; {MaximumRank} are the most.");
    }

    /// <summary>Whether it is left out or has the shape of another.</summary>
    public readonly bool FitsOrAbsent(in KernelTensor other) => Data == null || Dims.SequenceEqual(other.Dims);

    /// <summary>Whether it is left out or has these dimensions.</summary>
    public readonly bool FitsOrAbsent(params ReadOnlySpan<long> dims) => Data == null || Dims.SequenceEqual(dims);

    /// <summary>Whether it is left out or has the shape of another but for the last dimension.</summary>
    public readonly bool FitsRowsOrAbsent(in KernelTensor other, int last) =>
        Data == null || (Rank == other.Rank && Dims[..^1].SequenceEqual(other.Dims[..^1]) && Dims[^1] == last);

    public override readonly string ToString() => $"[{string.Join(',', Dims.ToArray())}]";

    [InlineArray(MaximumRank)]
    private struct Dimensions
    {
        private long _first;
    }
}
