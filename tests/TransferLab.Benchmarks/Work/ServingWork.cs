using System.Diagnostics;
using System.Globalization;
using TransferLab.Classification;
using TransferLab.Data;
using TransferLab.Imaging;
using TransferLab.Service.Hosting;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// The host against the library on the same 320×240 JPEGs, in one process that is client, server and library: sixteen clients that post as fast as they are answered, one client
/// alone, and requests that arrive at random at 70 % of what sixteen clients got.
/// </summary>
internal static class ServingWork
{
    private const int Clients = 16;

    public static int Run(string package, int images, int rounds, int soak, int maxBatch)
    {
        using var folder = new TemporaryFolder();
        var files = Jpegs(folder.Path);
        var bytes = files.Select(File.ReadAllBytes).ToArray();
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1 });
        var host = ClassifierHost.Create(new ClassifierHostOptions { Package = package, Urls = "http://127.0.0.1:0", Batching = new() { MaxBatch = maxBatch } });
        host.StartAsync().Wait();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(host.Urls.Single()) };
        string[] all = [.. Enumerable.Range(0, images).Select(i => files[i % files.Length])];
        var ratios = new List<double>();
        double served = 0;
        for (var round = 0; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            classifier.ScoreFiles(all);
            var library = images / clock.Elapsed.TotalSeconds;
            served = Closed(client, bytes, images);
            if (round == 0)
                continue; // warm-up
            ratios.Add(served / library);
            Say($"round {round}: library {library:0.0} images/s, {Clients} clients {served:0.0} images/s, ratio {served / library:0.00}");
        }
        Say($"ratio, median of {rounds} rounds: {BenchmarkProgram.Median(ratios):0.00}");
        Alone(client, classifier, bytes);
        Random(client, bytes, 0.7 * served, images);
        if (soak > 0)
            Soak(client, bytes, soak);
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

    private static double Closed(HttpClient client, byte[][] images, int count)
    {
        var next = -1;
        var clock = Stopwatch.StartNew();
        Task.WaitAll([.. Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
                await PostAsync(client, images[i % images.Length]);
        }))]);
        return count / clock.Elapsed.TotalSeconds;
    }

    private static void Alone(HttpClient client, ImageClassifier classifier, byte[][] images)
    {
        var (direct, http) = (new List<double>(), new List<double>());
        foreach (var image in images)
        {
            var clock = Stopwatch.StartNew();
            classifier.Score(image);
            direct.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            PostAsync(client, image).Wait();
            http.Add(clock.Elapsed.TotalMilliseconds);
        }
        var (d, h) = (BenchmarkProgram.Median(direct), BenchmarkProgram.Median(http));
        Say($"one client: {h:0.00} ms, decoding and inference in the library {d:0.00} ms, {h - d:0.00} ms more (medians of {images.Length})");
    }

    // An open loop: who comes when does not depend on how fast others are served, and time counts from when a request was due.
    private static void Random(HttpClient client, byte[][] images, double rate, int count)
    {
        var random = new CounterRandom(1, 0);
        var work = new Task<double>[count];
        var due = 0.0;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            due += -Math.Log(1 - random.NextDouble()) / rate;
            var wait = due - clock.Elapsed.TotalSeconds;
            if (wait > 0)
                Thread.Sleep(TimeSpan.FromSeconds(wait));
            var (image, start) = (images[i % images.Length], due);
            work[i] = Task.Run(async () =>
            {
                await PostAsync(client, image);
                return clock.Elapsed.TotalSeconds - start;
            });
        }
        Task.WaitAll(work);
        var times = work.Select(w => 1000 * w.Result).Order().ToArray();
        Say($"at {rate:0.0} requests/s: median {times[count / 2]:0.0} ms, p99 {times[(int)(0.99 * count)]:0.0} ms, ratio {times[(int)(0.99 * count)] / times[count / 2]:0.0}");
    }

    private static void Soak(HttpClient client, byte[][] images, int count)
    {
        const int parts = 5;
        for (var part = 0; part < parts; part++)
        {
            Closed(client, images, count / parts);
            using var process = Process.GetCurrentProcess();
            Say($"after {(part + 1) * (count / parts)} requests: {process.WorkingSet64 >> 20} MiB resident, {GC.GetTotalMemory(forceFullCollection: true) >> 20} MiB of it live objects");
        }
    }

    private static async Task PostAsync(HttpClient client, byte[] image)
    {
        using var body = new ByteArrayContent(image);
        using var response = await client.PostAsync(new Uri("/v1/classify", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
