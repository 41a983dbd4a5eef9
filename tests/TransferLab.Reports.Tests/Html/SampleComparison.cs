using TransferLab.Data;
using TransferLab.Studies.Comparison;
using TransferLab.Studies.Statistics;

namespace TransferLab.Reports.Tests.Html;

/// <summary>A made-up comparison.</summary>
internal static class SampleComparison
{
    public static readonly string[] Usual = ["linear-probe", "partial:1", "partial:2", "lp-ft", "full"];

    public static ComparisonSummary Of(IReadOnlyList<string> strategies, int seeds)
    {
        var random = new Random(4);
        var runs = new List<ComparedRun>();
        double[] seconds = [4.1, 38, 61, 95, 128, 140, 150];
        double[] gain = [0, 0.012, 0.021, 0.019, 0.008, 0.01, 0.01];
        var ofSeed = Enumerable.Range(0, seeds).Select(_ => 0.82 + random.NextDouble() * 0.09).ToArray();
        foreach (var (strategy, i) in strategies.Select((s, i) => (s, i)))
            for (var seed = 0; seed < (i == 4 ? 1 : seeds); seed++)
                runs.Add(new ComparedRun
                {
                    Strategy = strategy,
                    Seed = (ulong)seed + 1,
                    Directory = $"runs/{strategy.Replace(':', '-')}-seed{seed + 1}",
                    Score = Math.Round((ofSeed[seed] + gain[i % 7] + (random.NextDouble() - 0.5) * 0.02) * 40) / 40,
                    MacroF1 = ofSeed[seed],
                    Loss = 0.6 - gain[i % 7] * 5,
                    TrainableParameters = 5125 * (long)Math.Pow(4, i),
                    Seconds = seconds[i % 7] * (1 + seed * 0.02),
                    ImagesPerSecond = 45352 / Math.Pow(5, i),
                    PeakMemoryBytes = 310_000_000 + 200_000_000L * i,
                    BestEpoch = 8,
                    Epochs = 10,
                    Steps = 100 * (i == 3 ? 7 : 1),
                    Command = $"transferlab train flowers --backbone mobilenet_v1_block12.onnx --freeze {strategy} --seed {seed + 1} --output runs/{strategy}-seed{seed + 1}",
                });
        return new ComparisonSummary
        {
            Images = "/data/flowers_small",
            Backbone = "mobilenet_v1_1.0_224_block12",
            Task = LearningTask.SingleLabel,
            Labels = ["daisy", "dandelion", "roses", "sunflowers", "tulips"],
            TrainImages = 160,
            ValidationImages = 40,
            Reference = strategies[0],
            Confidence = 0.95,
            Runs = runs,
            Strategies = [.. strategies.Select((s, i) => Strategy(s, [.. runs.Where(r => r.Strategy == s)], [.. runs.Where(r => r.Strategy == strategies[0])], seeds))],
            Verdict = "Train only the head: no strategy is better than linear-probe beyond chance, and it takes a ninth of the time of the next.",
            Notes = ["Features of the frozen backbone were computed once (4.6 s) and shared by all runs of linear-probe and lp-ft.", "full has 1 of 3 seeds: clearly beaten by partial:2, which is +17.5 points better on the same images (sign test, p = 0.0156)."],
            SharedSeconds = 4.6,
            Command = $"transferlab compare /data/flowers_small --backbone mobilenet_v1_block12.onnx --strategies {string.Join(',', strategies)} --seeds {seeds} --output runs/comparison",
        };
    }

    private static ComparedStrategy Strategy(string name, ComparedRun[] runs, ComparedRun[] reference, int seeds) => new()
    {
        Strategy = name,
        Seeds = runs.Length,
        Score = Estimate([.. runs.Select(r => r.Score)]),
        MacroF1 = Estimate([.. runs.Select(r => r.MacroF1)]),
        Loss = Estimate([.. runs.Select(r => r.Loss)]),
        Difference = ReferenceEquals(runs[0], reference[0]) || runs[0].Strategy == reference[0].Strategy ? null : Estimate([.. runs.Zip(reference, (a, b) => a.Score - b.Score)]),
        TrainableParameters = runs[0].TrainableParameters,
        Seconds = runs.Average(r => r.Seconds),
        TimeRatio = runs.Average(r => r.Seconds) / reference.Average(r => r.Seconds),
        ImagesPerSecond = runs.Average(r => r.ImagesPerSecond),
        PeakMemoryBytes = runs.Max(r => r.PeakMemoryBytes),
        Steps = runs.Average(r => r.Steps),
        SeedsPlanned = seeds,
        IsStopped = runs.Length < seeds,
        Verdict = "+0.8 ± 1.9 points at 31 times the time: within noise" + (runs.Length < seeds ? "; 1 of 3 seeds: clearly beaten by partial:2" : ""),
    };

    private static Estimate Estimate(double[] values)
    {
        var mean = values.Average();
        // Student's t for three values.
        return new(mean, values.Length < 2 ? null : 4.303 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }
}
