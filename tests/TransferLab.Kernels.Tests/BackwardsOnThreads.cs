namespace TransferLab.Kernels.Tests;

/// <summary>The parts from last to first, shared out among threads of their own.</summary>
internal sealed unsafe class BackwardsOnThreads : IParallel
{
    private const int Count = 3;

    public void For(int count, delegate*<void*, int, void> body, void* state)
    {
        var next = count;
        var threads = Enumerable.Range(0, Count).Select(_ => new Thread(() =>
        {
            int part;
            while ((part = Interlocked.Decrement(ref next)) >= 0)
                body(state, part);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }
}
