namespace TransferLab.MLNet.Networks;

/// <summary>The networks in use in this process, by what they were loaded from: several transforms and several copies of a saved model share one.</summary>
internal static class NetworkRegistry
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, WeakReference<ImageNetwork>> s_networks = [];

    /// <summary>The network of an identity; loaded where it is not in use.</summary>
    public static ImageNetwork Get(string identity, Func<ImageNetwork> load)
    {
        lock (s_gate)
        {
            if (s_networks.TryGetValue(identity, out var reference) && reference.TryGetTarget(out var network))
                return network;
            network = load();
            foreach (var gone in s_networks.Where(n => !n.Value.TryGetTarget(out _)).Select(n => n.Key).ToArray())
                s_networks.Remove(gone);
            s_networks[identity] = new(network);
            return network;
        }
    }

    /// <summary>Lets the next use of each network load it anew, as another process would.</summary>
    internal static void Forget()
    {
        lock (s_gate)
            s_networks.Clear();
    }
}
