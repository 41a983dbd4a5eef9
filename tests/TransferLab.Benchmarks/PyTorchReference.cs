using System.Diagnostics;
using System.Globalization;
using TransferLab.Testing;

namespace TransferLab.Benchmarks;

/// <summary>
/// ../shared/bench/pytorch_reference.py, loaded once by the system's Python and asked figure by figure, so that both sides can take turns within seconds:
/// a shared machine's speed drifts over minutes.
/// </summary>
internal sealed class PyTorchReference : IDisposable
{
    // The measuring is the reference's own; this only calls it: "backbone frozen forward?" in, images per second out.
    private const string Driver = """
        import sys, importlib.util
        path, threads, batch, steps = sys.argv[1], *map(int, sys.argv[2:])
        spec = importlib.util.spec_from_file_location("reference", path)
        reference = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reference)
        reference.torch.set_num_threads(threads)
        built = {}
        for line in sys.stdin:
            name, frozen, forward = line.split()
            if name not in built:
                built[name] = getattr(reference, name)()
            groups, features = built[name]
            print(reference.measure(groups, features, int(frozen), batch, steps, forward == "forward"), flush=True)
        """;

    private readonly Process _process;

    public PyTorchReference(int threads, int batch, int steps)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Driver, SharedData.Path("bench/pytorch_reference.py"), Text(threads), Text(batch), Text(steps)])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("/usr/bin/python3 did not start.");
    }

    /// <summary>Images per second of a training step behind a freeze boundary, or of the forward pass.</summary>
    public double Measure(string backbone, int frozen, bool forward)
    {
        _process.StandardInput.WriteLine($"{backbone} {Text(frozen)} {(forward ? "forward" : "train")}");
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            "The PyTorch reference stopped. It needs Debian's python3-torch, python3-torchvision, python3-onnx and libopenblas0-openmp.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
