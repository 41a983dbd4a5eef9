using System.Diagnostics;
using System.Globalization;
using TransferLab.Imaging;
using TransferLab.Runtime;
using TransferLab.Service;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Serving;

/// <summary>
/// The host against the library on the same 320×240 JPEGs, in one process that is client, server and library: sixteen clients that post as fast as they are answered, one client
/// alone, and requests that come at 70 % of what sixteen clients got.
/// </summary>
internal static class ServingWork
{
    private const int Clients = 16;

    public static int Run(string package, int images, int rounds, int soak, int maxBatch, Arrivals[] arrivals)
    {
        using var folder = new TemporaryFolder();
        var files = Jpegs(folder.Path);
        var bytes = files.Select(File.ReadAllBytes).ToArray();
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1 });
        var host = ClassifierHost.Create(new ClassifierHostOptions { Package = package, Urls = "http://127.0.0.1:0", Batching = new() { MaxBatch = maxBatch } });
        host.StartAsync().Wait();
        using (var client = new LoadClient(new Uri(host.Urls.Single()), bytes))
        {
            Throughput(client, classifier, [.. Enumerable.Range(0, images).Select(i => files[i % files.Length])], rounds);
            Alone(client, classifier, bytes);
            Batches(classifier, rounds);
            foreach (var kind in arrivals)
                Tail(client, classifier, bytes, kind, images, rounds);
            if (soak > 0)
                Soak(client, soak);
        }
        host.StopAsync().Wait();
        ((IDisposable)host).Dispose();
        return 0;
    }

    private static string[] Jpegs(string folder)
    {
        var sources = Directory.GetFiles(SharedData.Path("datasets/flowers_small"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        return [.. sources.Select((source, i) =>
        {
            using var image = ImageDecoder.Load(source);
            using var small = ImageResizer.Fit(image, new ImageGeometry { Width = 320, Height = 240 });
            var path = Path.Combine(folder, $"{i:000}.jpg");
            File.WriteAllBytes(path, small.EncodeJpeg(85));
            return path;
        })];
    }

    private static void Throughput(LoadClient client, ImageClassifier classifier, string[] files, int rounds)
    {
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            classifier.ScoreFiles(files);
            var library = files.Length / clock.Elapsed.TotalSeconds;
            var served = client.Closed(Clients, files.Length);
            if (round == 0)
                continue; // warm-up
            ratios.Add(served / library);
            Say($"round {round}: library {library:0.0} images/s, {Clients} clients {served:0.0} images/s, ratio {served / library:0.00}");
        }
        Say($"ratio, median of {rounds} rounds: {BenchmarkProgram.Median(ratios):0.00}");
    }

    private static void Alone(LoadClient client, ImageClassifier classifier, byte[][] images)
    {
        var (direct, http) = (new List<double>(), new List<double>());
        foreach (var image in images)
        {
            var clock = Stopwatch.StartNew();
            classifier.Score(image);
            direct.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            client.PostAsync(image).Wait();
            http.Add(clock.Elapsed.TotalMilliseconds);
        }
        var (d, h) = (BenchmarkProgram.Median(direct), BenchmarkProgram.Median(http));
        Say($"one client: {h:0.00} ms, decoding and inference in the library {d:0.00} ms, {h - d:0.00} ms more (medians of {images.Length})");
    }

    // What batches can bring at all: one thread runs the same pictures in one batch and one by one.
    private static void Batches(ImageClassifier classifier, int rounds)
    {
        foreach (var size in (int[])[2, 4, 8])
        {
            using var one = OrtValue.Allocate<byte>(1, classifier.Geometry.Height, classifier.Geometry.Width, 3);
            using var batch = OrtValue.Allocate<byte>(size, classifier.Geometry.Height, classifier.Geometry.Width, 3);
            var times = new List<double>();
            for (var round = 0; round < 5 * rounds; round++)
                times.Add(Time(classifier, batch, 1) / Time(classifier, one, size));
            Say($"a batch of {size}: {BenchmarkProgram.Median(times):0.00} of the time of its pictures one by one (median of {times.Count})");
        }
    }

    private static double Time(ImageClassifier classifier, OrtValue input, int times)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            classifier.Score(input);
        return clock.Elapsed.TotalSeconds;
    }

    // Capacity is taken anew before and after each round, since what else the machine does changes it. A round between two capacities far apart was at no known load and does not count.
    private static void Tail(LoadClient client, ImageClassifier classifier, byte[][] images, Arrivals arrivals, int count, int rounds)
    {
        var (host, library) = (new TailTimes(), new TailTimes());
        List<double> ideals = [], loads = [];
        var before = client.Closed(Clients, count);
        for (var round = 1; round <= rounds; round++)
        {
            var due = ArrivalTimes.Make(arrivals, 0.7 * before, count, (ulong)round);
            var served = TailTimes.Of(due, client.Open);
            var after = client.Closed(Clients, count);
            if (Math.Max(before, after) < 1.25 * Math.Min(before, after))
            {
                host.Add(served);
                library.Add(TailTimes.Of(due, d => DirectLoad.Open(classifier, images, d)));
                var capacity = (before + after) / 2;
                loads.Add(0.7 * before / capacity);
                ideals.Add(Latencies.Of(ArrivalTimes.Ideal(due, Environment.ProcessorCount, capacity)).Ratio);
            }
            before = after;
        }
        if (loads.Count == 0)
        {
            Say($"{arrivals} arrivals: the machine's speed changed by more than a fourth in each of the {rounds} rounds, so that no load can be told.");
            return;
        }
        Say($"{arrivals} arrivals, {100 * BenchmarkProgram.Median(loads):0} % of what {Clients} clients got before and after, {loads.Count} of {rounds} rounds of {count} requests (in the others the machine's speed changed by more than a fourth)");
        Say($"  all requests: host {host.Raw}; library alone {library.Raw}; without any waste, median of rounds, ratio {BenchmarkProgram.Median(ideals):0.00}");
        Say($"  without the {100 * host.Disturbed:0} % and {100 * library.Disturbed:0} % near a moment in which the machine itself was slow: host {host.Calm}; library alone {library.Calm}");
    }

    private static void Soak(LoadClient client, int count)
    {
        var done = 0;
        foreach (var upTo in (double[])[0.05, 0.25, 0.5, 0.75, 1])
        {
            var part = (int)(upTo * count) - done;
            var rate = client.Closed(Clients, part);
            done += part;
            using var process = Process.GetCurrentProcess();
            var heap = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
            Say($"after {done} requests, {rate:0} a second: {process.WorkingSet64 >> 20} MiB resident, {heap:0.0} MiB of managed objects");
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
