using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TransferLab.Testing;

namespace TransferLab.Benchmarks;

/// <summary>A figure of the yardstick.</summary>
/// <param name="Layout">Layout of its activations, <c>nchw</c> or <c>nhwc</c>.</param>
/// <param name="Work">What was measured, named as here.</param>
/// <param name="ImagesPerSecond">The best of its steps.</param>
internal sealed record TorchFigure(string Layout, string Work, double ImagesPerSecond);

/// <summary>
/// PyTorch 2.10 on the same work (../shared/bench/torch/run.sh, which builds itself the first time). It prints figure after figure; between two of them the process is stopped, so that
/// both sides can take turns within seconds: a shared machine's speed drifts over minutes.
/// </summary>
internal sealed class TorchYardstick : IDisposable
{
    private readonly Process _process;

    public TorchYardstick(string backbone, int threads, int batch, int steps)
    {
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["bash", SharedData.Path("bench/torch/run.sh"), "--json", "--only", backbone, "--threads", Text(threads), "--batch", Text(batch), "--steps", Text(steps)])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
    }

    /// <summary>Megabytes that it took at most, known after the last figure.</summary>
    public double PeakMegabytes { get; private set; }

    /// <summary>Lets it measure its next figure, and stops it; null after the last.</summary>
    public TorchFigure? Next()
    {
        Signal("CONT");
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith('{'))
            {
                Signal("STOP");
                var figure = JsonDocument.Parse(line).RootElement;
                return new TorchFigure(figure.GetProperty("layout").GetString()!, figure.GetProperty("work").GetString()!, figure.GetProperty("imagesPerSecond").GetDouble());
            }
            if (line.Split(' ') is ["peak", var megabytes, "MB"])
                PeakMegabytes = double.Parse(megabytes, CultureInfo.InvariantCulture);
        }
        _process.WaitForExit();
        return _process.ExitCode == 0 ? null : throw new InvalidOperationException("../shared/bench/torch/run.sh failed; run it alone to see why.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Signal(string name)
    {
        if (_process.HasExited)
            return;
        using var kill = Process.Start("/bin/kill", [$"-{name}", Text(_process.Id)]);
        kill.WaitForExit();
    }
}
