using System.Diagnostics;

namespace TransferLab.Benchmarks.Serving;

/// <summary>The times of requests over several rounds: all of them, and those that no slow moment of the machine can have touched.</summary>
internal sealed class TailTimes
{
    // At 70 % load what waits after a stall is worked off in 2.3 times its length; stalls of a tenth of a second were seen.
    private const double Before = 0.5;
    private const double After = 0.25;

    private readonly List<double> _all = [];
    private readonly List<double> _calm = [];

    /// <summary>Of all requests.</summary>
    public Latencies Raw => Latencies.Of(_all);

    /// <summary>Of those with no slow moment of the machine in the half second before they were due and the quarter second after. Which these are does not depend on how long they took.</summary>
    public Latencies Calm => Latencies.Of(_calm);

    /// <summary>Share that is not in <see cref="Calm"/>.</summary>
    public double Disturbed => 1 - ((double)_calm.Count / _all.Count);

    /// <summary>Has the requests of a round served, and watches the machine meanwhile.</summary>
    /// <param name="due">When they are due, in seconds.</param>
    /// <param name="serve">Serves them; milliseconds of each.</param>
    /// <returns>Milliseconds of each, and whether it is calm.</returns>
    public static (double Time, bool IsCalm)[] Of(double[] due, Func<double[], double[]> serve)
    {
        using var speed = new MachineSpeed();
        var start = Stopwatch.GetTimestamp();
        var times = serve(due);
        var slow = speed.SlowMoments().Select(t => Stopwatch.GetElapsedTime(start, t).TotalSeconds).ToArray();
        return [.. times.Zip(due, (time, at) => (time, !slow.Any(s => s > at - Before && s < at + After)))];
    }

    /// <summary>Keeps a round.</summary>
    public void Add((double Time, bool IsCalm)[] round)
    {
        _all.AddRange(round.Select(r => r.Time));
        _calm.AddRange(round.Where(r => r.IsCalm).Select(r => r.Time));
    }
}
