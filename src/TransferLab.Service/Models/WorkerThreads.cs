namespace TransferLab.Service.Models;

/// <summary>Threads of their own for work that keeps a core busy, so that the thread pool stays free for requests. First come, first served.</summary>
internal sealed class WorkerThreads : IDisposable
{
    private readonly BlockingCollection<IThreadWork> _work = [];
    private readonly Thread[] _threads;

    /// <param name="name">Name of the threads, for whoever looks at the process.</param>
    /// <param name="count">Number of threads, 1 or more.</param>
    public WorkerThreads(string name, int count)
    {
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = $"{name} {i}" };
            _threads[i].Start();
        }
    }

    public int Count => _threads.Length;

    /// <summary>Whether the calling thread is one of these.</summary>
    public bool IsCurrent => Array.IndexOf(_threads, Thread.CurrentThread) >= 0;

    /// <summary>Hands work over. After <see cref="Dispose"/> it is done on the calling thread, so that nothing waits for ever.</summary>
    public void Post(IThreadWork work)
    {
        try
        {
            if (!_work.IsAddingCompleted)
            {
                _work.Add(work);
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // Disposed between the question and the answer.
        }
        work.Execute();
    }

    /// <summary>Finishes what was handed over, and ends.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work.Execute();
    }
}

/// <summary>Work for a thread. It must not throw: whoever waits for it is told of failures.</summary>
internal interface IThreadWork
{
    void Execute();
}
