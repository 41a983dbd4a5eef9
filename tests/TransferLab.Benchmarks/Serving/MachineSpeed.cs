using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TransferLab.Benchmarks.Serving;

/// <summary>
/// Watches for moments in which the machine itself is slow: a virtual one whose cores others use does the same arithmetic ten times slower for a tenth of a second, and no server has a short tail
/// in those. A thread does the same little work every two milliseconds (about two hundredths of a core) and looks at the processor time it took: that does not count while other threads of
/// this machine run, so the load of the benchmark itself is not mistaken for a slow machine.
/// </summary>
internal sealed partial class MachineSpeed : IDisposable
{
    // A core shared with a sibling thread does half of what it does alone; what is called slow is well beyond that.
    private const double Slow = 3;
    private const int Steps = 10_000;
    private const int ThreadClock = 3;

    private readonly List<(long Time, double Cost)> _probes = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public MachineSpeed()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "machine speed" };
        _thread.Start();
    }

    /// <summary>Ends the watch and says when the machine was slow.</summary>
    /// <returns>Timestamps of <see cref="Stopwatch"/>, ascending.</returns>
    public long[] SlowMoments()
    {
        Dispose();
        var usual = BenchmarkProgram.Median([.. _probes.Select(p => p.Cost)]);
        return [.. _probes.Where(p => p.Cost > Slow * usual).Select(p => p.Time)];
    }

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        var value = 1.0;
        while (!_stop.IsCancellationRequested)
        {
            var before = ProcessorTime();
            for (var i = 0; i < Steps; i++)
                value = (value * 1.0000001) + 1e-9;
            _probes.Add((Stopwatch.GetTimestamp(), ProcessorTime() - before));
            // A value nobody looks at would be work that need not be done.
            Thread.Sleep(value > 0 ? 2 : 0);
        }
    }

    private static double ProcessorTime() => GetTime(ThreadClock, out var time) == 0 ? time.Seconds + (time.Nanoseconds / 1e9) : throw new PlatformNotSupportedException("The clock of a thread could not be read; the serving benchmark needs Linux.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeOfClock time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeOfClock
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
