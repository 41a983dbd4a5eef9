using System.Diagnostics;
using System.Globalization;
using TransferLab.Classification;
using TransferLab.Imaging;
using TransferLab.Runtime;
using TransferLab.Service.Hosting;
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
                Tail(client, kind, images, rounds);
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

    // Capacity is taken anew before and after each round, since what else the machine does changes it.
    private static void Tail(LoadClient client, Arrivals arrivals, int images, int rounds)
    {
        var (ratios, ideals) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var before = client.Closed(Clients, images);
            var due = ArrivalTimes.Make(arrivals, 0.7 * before, images, (ulong)round);
            var seen = Latencies.Of(client.Open(due));
            var capacity = (before + client.Closed(Clients, images)) / 2;
            var ideal = Latencies.Of(ArrivalTimes.Ideal(due, Environment.ProcessorCount, capacity));
            ratios.Add(seen.Ratio);
            ideals.Add(ideal.Ratio);
            Say($"{arrivals} arrivals, {0.7 * before:0.0} requests/s, {70 * before / capacity:0} % of what 16 clients got before and after: median {seen.Median:0.0} ms, p99 {seen.Late:0.0} ms, ratio {seen.Ratio:0.00}; without any waste {ideal.Median:0.0} ms, {ideal.Late:0.0} ms, {ideal.Ratio:0.00}");
        }
        Say($"{arrivals} arrivals, p99 against the median, median of {rounds} rounds: {BenchmarkProgram.Median(ratios):0.00}; without any waste {BenchmarkProgram.Median(ideals):0.00}");
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
