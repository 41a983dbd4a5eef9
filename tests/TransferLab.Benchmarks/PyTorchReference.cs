using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TransferLab.Testing;

namespace TransferLab.Benchmarks;

/// <summary>Runs ../shared/bench/pytorch_reference.py with the system's Python and reads its rows.</summary>
internal static class PyTorchReference
{
    public static IReadOnlyList<Row> Run(int threads, int batch, int steps)
    {
        var script = SharedData.Path("bench/pytorch_reference.py");
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[script, "--json", "--threads", Text(threads), "--batch", Text(batch), "--steps", Text(steps)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("/usr/bin/python3 did not start.");
        var rows = new List<Row>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            rows.Add(new(row.GetProperty("backbone").GetString()!, row.GetProperty("work").GetString()!, row.GetProperty("imagesPerSecond").GetDouble()));
        }
        process.WaitForExit();
        return process.ExitCode == 0 ? rows : throw new InvalidOperationException(
            $"{script} failed. It needs Debian's python3-torch, python3-torchvision, python3-onnx and libopenblas0-openmp.");
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
