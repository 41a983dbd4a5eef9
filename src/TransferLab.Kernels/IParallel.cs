namespace TransferLab.Kernels;

/// <summary>
/// Who runs the parts of a kernel. A kernel has no threads of its own: the caller's pool (that of a session, or none) works on it. What a part computes
/// depends on its number alone, never on which thread takes it or how many there are, so that results are the same bits on any pool.
/// </summary>
internal unsafe interface IParallel
{
    /// <summary>Calls <paramref name="body"/> with the state and every number from 0 to <paramref name="count"/> − 1, in any order, on any threads; returns
    /// when all are done.</summary>
    void For(int count, delegate*<void*, int, void> body, void* state);
}

/// <summary>All parts on the caller's thread, in order.</summary>
internal sealed unsafe class Sequential : IParallel
{
    public static Sequential Instance { get; } = new();

    public void For(int count, delegate*<void*, int, void> body, void* state)
    {
        for (var i = 0; i < count; i++)
            body(state, i);
    }
}

/// <summary>The parts of a kernel, as a value that lies on the caller's stack while they run.</summary>
internal interface IParallelBody
{
    /// <summary>Computes one part.</summary>
    void Run(int part);
}

internal static unsafe class ParallelExtensions
{
    /// <summary>Runs all parts of a body.</summary>
    public static void For<TBody>(this IParallel parallel, int count, ref TBody body) where TBody : unmanaged, IParallelBody
    {
        if (count == 1)
        {
            body.Run(0);
            return;
        }
        fixed (TBody* state = &body)
            parallel.For(count, &Invoke<TBody>, state);
    }

    private static void Invoke<TBody>(void* state, int part) where TBody : unmanaged, IParallelBody => ((TBody*)state)->Run(part);
}
