using System.Diagnostics;
using TransferLab.Data;

namespace TransferLab.Benchmarks.Serving;

/// <summary>Times at which requests come, and what they would cost where nothing is wasted.</summary>
internal static class ArrivalTimes
{
    /// <summary>Seconds from the beginning, ascending.</summary>
    /// <param name="arrivals">How they come.</param>
    /// <param name="rate">Requests per second, on average.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of those at random.</param>
    public static double[] Make(Arrivals arrivals, double rate, int count, ulong seed)
    {
        var random = new CounterRandom(seed, 0);
        var due = new double[count];
        var time = 0.0;
        for (var i = 0; i < count; i++)
            due[i] = time += (arrivals == Arrivals.Constant ? 1 : -Math.Log(1 - random.NextDouble())) / rate;
        return due;
    }

    /// <summary>Calls for each request when it is due. By whole milliseconds, rounded up: none is early, and waiting takes no core from who is measured.</summary>
    public static void Wait(double[] due, Stopwatch clock, Action<int> send)
    {
        for (var i = 0; i < due.Length; i++)
        {
            if (due[i] - clock.Elapsed.TotalSeconds is var wait and > 0)
                Thread.Sleep((int)Math.Ceiling(1000 * wait));
            send(i);
        }
    }

    /// <summary>
    /// Milliseconds of each request at servers that each take the one that has waited longest, and the same time for each: no batches, nothing but the work itself. No host of this
    /// capacity can have a shorter tail, so this is what a measured one is to be read against.
    /// </summary>
    /// <param name="due">As of <see cref="Make"/>.</param>
    /// <param name="servers">Cores.</param>
    /// <param name="capacity">Requests per second of all servers together.</param>
    public static double[] Ideal(double[] due, int servers, double capacity)
    {
        var free = new double[servers];
        return [.. due.Select(time =>
        {
            var server = Array.IndexOf(free, free.Min());
            free[server] = Math.Max(time, free[server]) + (servers / capacity);
            return 1000 * (free[server] - time);
        })];
    }
}
