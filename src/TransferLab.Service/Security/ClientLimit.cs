namespace TransferLab.Service.Security;

/// <summary>Counts the requests of each client that are under way.</summary>
internal sealed class ClientLimit(ClassifierHostOptions options)
{
    private readonly ConcurrentDictionary<string, int> _underWay = new(StringComparer.Ordinal);

    /// <summary>Takes a turn; null where there is no limit. Dispose gives it back.</summary>
    /// <exception cref="ServiceException">The client has as many requests under way as it may.</exception>
    public IDisposable? Enter(string client)
    {
        var most = options.Limits.ClientRequests;
        if (most == 0)
            return null;
        var now = _underWay.AddOrUpdate(client, 1, (_, n) => n + 1);
        var turn = new Turn(this, client);
        if (now <= most)
            return turn;
        turn.Dispose();
        throw ServiceException.TooMany($"You have {most} requests under way already, which is as many as one client may.", retryAfter: 1);
    }

    private void Leave(string client)
    {
        // A client with nothing under way is forgotten, so that addresses do not pile up.
        if (_underWay.AddOrUpdate(client, 0, (_, n) => n - 1) <= 0)
            _underWay.TryRemove(new(client, 0));
    }

    private sealed class Turn(ClientLimit limit, string client) : IDisposable
    {
        public void Dispose() => limit.Leave(client);
    }
}
