using System.Globalization;
using System.Text.Json;
using TransferLab.Benchmarks.Models;
using TransferLab.Freezing;

namespace TransferLab.Benchmarks.Work;

/// <summary>Where a training step's time goes: the runtime's own profile of some steps, summed over operators, or node by node.</summary>
internal static class StepProfile
{
    public static int Run(string model, int boundary, int batch, int threads, int steps, int rows, BatchNormMode batchNorm)
    {
        var backbone = model switch
        {
            "resnet18" => BenchmarkModel.ResNet(),
            "vit_small" => BenchmarkModel.ViTSmall(),
            _ => BenchmarkModel.MobileNetV1(),
        };
        var prefix = Path.Combine(Path.GetTempPath(), $"transferlab-profile-{Guid.NewGuid():N}");
        string path;
        using (var work = new TrainStepWork(backbone, boundary, batch, threads, prefix, batchNorm))
        {
            for (var i = 0; i < steps + 1; i++)
                work.Run();
            path = work.EndProfiling();
        }
        try
        {
            Print(path, steps, rows, threads);
        }
        finally
        {
            File.Delete(path);
        }
        return 0;
    }

    private static void Print(string path, int steps, int rows, int threads)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var events = json.RootElement.EnumerateArray()
            .Where(e => e.TryGetProperty("cat", out var c) && c.GetString() == "Node" && e.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal))
            .Select(e => (Name: e.GetProperty("name").GetString()!, Operator: e.GetProperty("args").GetProperty("op_name").GetString()!, Milliseconds: e.GetProperty("dur").GetDouble() / 1000,
                Work: Roofline.Of(e.GetProperty("args").GetProperty("op_name").GetString()!, e.GetProperty("args")))).ToArray();
        // The first step also allocates.
        var nodes = events.GroupBy(e => (e.Name, e.Operator)).Select(g => (g.Key.Name, g.Key.Operator, Milliseconds: g.Skip(1).Sum(e => e.Milliseconds) / steps, g.First().Work)).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nodes.Sum(n => n.Milliseconds),9:0.0} ms in {nodes.Length} nodes, mean of {steps} steps"));
        foreach (var group in nodes.GroupBy(n => n.Operator).OrderByDescending(g => g.Sum(n => n.Milliseconds)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Sum(n => n.Milliseconds),9:0.0} ms {group.Count(),5} {group.Key}"));
        Console.WriteLine();
        var roof = Roofline.Measure();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"one thread: {roof.GigaFlops:0.0} GFLOP/s, {roof.GigaBytes:0.0} GB/s; roof: the least time of {threads} threads at the one, or of the other for all"));
        foreach (var (name, op, milliseconds, work) in nodes.OrderByDescending(n => n.Milliseconds).Take(rows))
        {
            var least = Math.Max(work.Operations / (roof.GigaFlops * threads), work.Bytes / roof.GigaBytes) / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{milliseconds,9:0.0} ms {work.Operations / milliseconds / 1e6,7:0} GFLOP/s {work.Bytes / milliseconds / 1e6,6:0.0} GB/s {least / milliseconds,5:0%} of the roof {op,-22} {name}"));
        }
    }
}
