using System.Runtime.CompilerServices;

namespace TransferLab.Service.Runs;

/// <summary>The events of one run, for whoever listens, from the beginning. Bounded: the oldest go first.</summary>
internal sealed class RunFeed
{
    private const int Most = 5000;

    private readonly Lock _lock = new();
    private readonly List<RunEvent> _events = [];
    private TaskCompletionSource _news = New();
    private long _dropped;
    private bool _isOver;

    public void Add(RunEvent happened)
    {
        TaskCompletionSource news;
        lock (_lock)
        {
            _events.Add(happened);
            if (_events.Count > Most)
            {
                _events.RemoveRange(0, Most / 10);
                _dropped += Most / 10;
            }
            (news, _news) = (_news, New());
        }
        news.TrySetResult();
    }

    public void End()
    {
        lock (_lock)
            _isOver = true;
        _news.TrySetResult();
    }

    /// <summary>All events so far, then each as it happens, until the run ends.</summary>
    public async IAsyncEnumerable<RunEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (long next = 0; ;)
        {
            RunEvent[] events;
            Task news;
            bool isOver;
            lock (_lock)
            {
                next = Math.Max(next, _dropped);
                events = [.. _events.Skip((int)(next - _dropped))];
                (news, isOver) = (_news.Task, _isOver);
            }
            foreach (var happened in events)
                yield return happened;
            next += events.Length;
            if (isOver && events.Length == 0)
                yield break;
            if (!isOver)
                await news.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Something that happened in a run.</summary>
/// <param name="Kind"><c>state</c>, <c>message</c>, <c>features</c> or <c>epoch</c>: the name of the server-sent event.</param>
/// <param name="Json">Its data.</param>
internal sealed record RunEvent(string Kind, string Json);
