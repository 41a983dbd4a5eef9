using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TransferLab.Service.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Service.Tests.Runs;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _backbone;

    public RunTests()
    {
        _backbone = TinyBackbone.Write(_folder.Path);
        TinyImages.WriteFolders(Stripes, 8);
        Directory.CreateDirectory(_folder["models"]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Stripes => _folder["data/stripes"];

    [Fact]
    public async Task A_run_trains_tells_its_progress_and_is_published_behind_the_gate()
    {
        await using var host = await RunningHost.StartAsync(Options());
        var id = (await Start(host, new
        {
            images = Stripes,
            backbone = _backbone,
            normalization = "tf",
            epochs = 4,
            seed = 1,
            publish = "stripes"
        })).GetProperty("id").GetString()!;
        var events = await host.Client.GetStringAsync(new Uri($"/v1/runs/{id}/events", UriKind.Relative), Token);
        Assert.Equal(4, events.Split("event: epoch\n").Length - 1);
        Assert.Contains("\"state\":\"Succeeded\"", events, StringComparison.OrdinalIgnoreCase);
        var run = await host.SendAsync(HttpMethod.Get, $"/v1/runs/{id}");
        Assert.Equal(1, run.GetProperty("published").GetInt32());
        Assert.Equal(4, run.GetProperty("epochs").GetArrayLength());
        Assert.Equal(3, run.GetProperty("confusion").GetArrayLength());
        Assert.Contains("Published as version 1", await host.Client.GetStringAsync(new Uri($"/v1/runs/{id}/log", UriKind.Relative), Token),
            StringComparison.Ordinal);
        Assert.Contains("<html", await host.Client.GetStringAsync(new Uri($"/v1/runs/{id}/report", UriKind.Relative), Token),
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, (await host.SendAsync(HttpMethod.Get, "/v1/models/stripes")).GetProperty("version").GetInt32());

        // The same once more is no better, so the gate keeps it; without the gate it is published.
        var same = await Finish(host, new { images = Stripes, backbone = _backbone, normalization = "tf", epochs = 4, seed = 1, publish = "stripes" });
        Assert.False(same.GetProperty("gate").GetProperty("passed").GetBoolean());
        Assert.Equal(same.GetProperty("gate").GetProperty("serving").GetDouble(), same.GetProperty("gate").GetProperty("candidate").GetDouble());
        Assert.False(same.TryGetProperty("published", out _));
        var forced = await Finish(host, new
        {
            images = Stripes,
            backbone = _backbone,
            normalization = "tf",
            epochs = 4,
            seed = 1,
            publish = "stripes",
            gate = false
        });
        Assert.Equal(2, forced.GetProperty("published").GetInt32());
        Assert.Equal(2, (await host.SendAsync(HttpMethod.Get, "/v1/models/stripes")).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public async Task An_archive_is_trained_on(string kind)
    {
        await using var host = await RunningHost.StartAsync(Options());
        using var body = new ByteArrayContent(Archive(kind));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var response = await host.Client.PostAsync(new Uri($"/v1/runs?backbone={Uri.EscapeDataString(_backbone)}&normalization=tf&epochs=2&learningRate=0.01",
            UriKind.Relative), body, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
        Assert.Equal(HttpStatusCode.OK, (await host.TryAsync(HttpMethod.Get, response.Headers.Location!.ToString())).StatusCode);
        var run = await Wait(host, JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!);
        Assert.True(Is(run, "succeeded"), run.ToString());
    }

    [Theory]
    [InlineData("../evil.png")]
    [InlineData("a/../../evil.png")]
    [InlineData("/evil.png")]
    [InlineData("a\\..\\..\\evil.png")]
    [InlineData("C:/evil.png")]
    public async Task An_archive_that_wants_out_is_refused_and_leaves_nothing(string name)
    {
        await using var host = await RunningHost.StartAsync(Options());
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry(name).Open())
            stream.Write("x"u8);
        using var body = new ByteArrayContent(memory.ToArray());
        await Problem.AssertAsync(await host.Client.PostAsync(new Uri($"/v1/runs?backbone={_backbone}&normalization=tf", UriKind.Relative), body, Token),
            HttpStatusCode.BadRequest);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["runs"]));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "evil.png", SearchOption.AllDirectories));
    }

    [Fact]
    public void Links_bombs_and_damaged_archives_are_refused()
    {
        var limits = new RetrainingOptions { UnpackedBytes = 100_000, Files = 100 };
        using var link = new MemoryStream();
        using (var tar = new TarWriter(link, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = "/etc" });
        AssertRefused(link.ToArray(), 400);
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry("a/zeros.png").Open())
            stream.Write(new byte[10_000_000]);
        AssertRefused(bomb.ToArray(), 413);
        using var many = new MemoryStream();
        using (var zip = new ZipArchive(many, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < 200; i++)
                zip.CreateEntry($"a/{i}.png").Open().Dispose();
        AssertRefused(many.ToArray(), 413);
        var random = new Random(5);
        foreach (var kind in (string[])["zip", "tar", "tar.gz"])
            for (var i = 0; i < 30; i++)
            {
                var bytes = Archive(kind);
                for (var k = 0; k < 8; k++)
                    bytes[random.Next(i % 2 == 0 ? Math.Min(600, bytes.Length) : bytes.Length)] = (byte)random.Next(256);
                try
                {
                    Unpack(bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)], new RetrainingOptions());
                }
                catch (Errors.ServiceException e)
                {
                    Assert.InRange(e.Status, 400, 413);
                }
            }

        void AssertRefused(byte[] archive, int status) => Assert.Equal(status, Assert.Throws<Errors.ServiceException>(() => Unpack(archive, limits)).Status);
    }

    [Fact]
    public async Task Requests_that_make_no_sense_or_are_not_allowed_are_refused()
    {
        await using var host = await RunningHost.StartAsync(Options());
        Directory.CreateSymbolicLink(_folder["data/out"], "/usr");
        var good = Stripes;
        foreach (var request in new object[]
        {
            new { backbone = _backbone }, new { images = "/etc", backbone = _backbone }, new { images = good + "/../..", backbone = _backbone },
            new { images = _folder["data/out"], backbone = _backbone },
            new { images = "relative", backbone = _backbone }, new { images = good, backbone = "/etc/passwd" },
            new { images = good, backbone = _backbone, freeze = "everything" },
            new { images = good, backbone = _backbone, epochs = 0 }, new { images = good, backbone = _backbone, epochs = "ten" },
            new { images = good, backbone = _backbone, epoch = 3 },
            new { images = good, backbone = _backbone, augment = "wild" }, new { images = good, backbone = _backbone, augment = "/etc/policy.json" },
            new { images = good, backbone = _backbone, threads = 100_000 },
            new { images = good, backbone = _backbone, batchSize = "some" }, new { images = good, backbone = _backbone, loss = "none" },
            new { images = good, backbone = _backbone, task = "regression" },
            new { images = good, backbone = _backbone, output = "/tmp/x" }, new { images = good, backbone = _backbone, featureCache = "/tmp/x" },
            new { images = good, backbone = _backbone, groupBy = "(" },
            new { images = good, backbone = _backbone, mean = new[] { 1, 2 } }, new { images = good, backbone = _backbone, augment = "light:0" },
            new { images = good, backbone = _backbone, publish = "../x" },
        })
            await Problem.AssertAsync(await host.TryAsync(HttpMethod.Post, "/v1/runs", request), HttpStatusCode.BadRequest);
        await Problem.AssertAsync(await host.TryAsync(HttpMethod.Get, "/v1/runs/..%2f..%2fetc"), HttpStatusCode.NotFound);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["runs"]));
    }

    [Fact]
    public async Task An_option_that_does_not_exist_is_named_beside_those_that_do()
    {
        await using var host = await RunningHost.StartAsync(Options());
        var response = await host.TryAsync(HttpMethod.Post, "/v1/runs", new { images = Stripes, backbone = _backbone, learning_rate = 1 });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var detail = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("detail").GetString()!;
        Assert.Contains("'learning_rate'", detail, StringComparison.Ordinal);
        foreach (var option in (string[])["learningRate", "backboneLrMultiplier", "classWeights", "mixup"])
            Assert.Contains(option, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_of_train_reaches_the_run()
    {
        await using var host = await RunningHost.StartAsync(Options());
        var request = System.Text.Json.Nodes.JsonNode.Parse("""
            {
              "mean": 127.5, "std": [127.5], "pixelScale": 1, "channels": "rgb", "resize": "squash", "task": "single-label", "groupBy": "(\\d+)\\.png$",
              "freeze": "partial:1", "head": "8,relu", "epochs": 2, "batchSize": "all", "learningRate": 0.01, "layerDecay": 0.5, "backboneLrMultiplier": 0.25,
              "optimizer": "sgd", "schedule": "cosine", "warmUp": 0.1, "ema": 0.5, "onBadGradients": "warn", "batchNorm": "frozen", "augment": "standard:2",
              "weightDecay": 0.001, "l1": 0.0001, "loss": "focal:gamma=2", "classWeights": "balanced", "sampling": "balanced", "calibration": "none",
              "labelSmoothing": 0, "clipNorm": 1, "validation": 0.25, "patience": 0, "seed": 7, "strict": true, "threads": 1
            }
            """)!.AsObject();
        (request["images"], request["backbone"]) = (Stripes, _backbone);
        var run = await Finish(host, request);
        Assert.True(Is(run, "succeeded"), run.ToString());
        Assert.Equal("all", run.GetProperty("request").GetProperty("batchSize").GetString());
        Assert.Equal(0.01, run.GetProperty("request").GetProperty("learningRate").GetDouble());
        var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder["runs"], run.GetProperty("id").GetString()!, "run", "config.json"),
            Token)).RootElement;
        Assert.Equal(("partial:1", 0, 7),
            (config.GetProperty("freeze").GetString(), config.GetProperty("batchSize").GetInt32(), config.GetProperty("seed").GetInt32()));
        var settings = config.GetProperty("settings");
        foreach (var (name, value) in new (string, string)[] { ("layer-decay", "0.5"), ("backbone-lr-multiplier", "0.25"), ("warm-up", "0.1"), ("ema", "0.5"),
            ("on-bad-gradients", "Warn"), ("batch-norm", "Frozen"),
            ("augment", "Standard"), ("views", "2"), ("sampling", "Balanced"), ("calibration", "none"), ("clip-norm", "1"), ("strict", "true"),
            ("threads", "1"), ("task", "single-label"), ("patience", "0") })
            Assert.Equal(value, settings.GetProperty(name).GetString());
        Assert.StartsWith("focal", settings.GetProperty("loss").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_comparison_is_a_run_per_strategy_and_seed_and_folders_of_compare_are_shown_beside_it()
    {
        Directory.CreateDirectory(_folder["runs/by-hand"]);
        await File.WriteAllTextAsync(_folder["runs/by-hand/comparison.json"], """
            {"images":"/data","backbone":"b","task":"SingleLabel","labels":["a","b"],"trainImages":8,"validationImages":4,"reference":"linear-probe",
            "confidence":0.9,"command":"c","verdict":"Take the probe.",
             "runs":[{"strategy":"full","seed":1,"directory":"d","score":0.5,"macroF1":0.5,"loss":1,"trainableParameters":3,"seconds":4,"imagesPerSecond":1,
             "peakMemoryBytes":1,"bestEpoch":1,"epochs":1,"command":"c"}],
             "strategies":[{"strategy":"full","seeds":1,"score":{"mean":0.5},"macroF1":{"mean":0.5},"loss":{"mean":1},"trainableParameters":3,"seconds":4,
             "timeRatio":1,"imagesPerSecond":1,"peakMemoryBytes":1,"verdict":"v"}]}
            """, Token);
        Directory.CreateDirectory(_folder["runs/broken"]);
        await File.WriteAllTextAsync(_folder["runs/broken/comparison.json"], "{", Token);
        await using var host = await RunningHost.StartAsync(Options());
        string[] both = ["full", "linear-probe"];
        foreach (var bad in new object[]
        {
            new { images = Stripes, backbone = _backbone, strategies = new[] { "full" } },
            new { images = Stripes, backbone = _backbone, strategies = new[] { "full", "everything" } },
            new { images = Stripes, backbone = _backbone, strategies = both, seeds = 0 },
            new { images = Stripes, backbone = _backbone, strategies = both, publish = "x" },
        })
            await Problem.AssertAsync(await host.TryAsync(HttpMethod.Post, "/v1/runs/comparisons", bad), HttpStatusCode.BadRequest);
        // More than may wait, and then none does.
        var many = new { images = Stripes, backbone = _backbone, normalization = "tf", strategies = both, seeds = 20 };
        Assert.Equal(HttpStatusCode.TooManyRequests, (await host.TryAsync(HttpMethod.Post, "/v1/runs/comparisons", many)).StatusCode);
        Assert.Equal(0, (await host.SendAsync(HttpMethod.Get, "/v1/runs")).GetProperty("runs").GetArrayLength());
        var started = await host.SendAsync(HttpMethod.Post, "/v1/runs/comparisons",
            new { images = Stripes, backbone = _backbone, normalization = "tf", epochs = 1, strategies = both, seeds = 2 });
        foreach (var run in started.GetProperty("runs").EnumerateArray())
            Assert.True(Is(await Wait(host, run.GetProperty("id").GetString()!), "succeeded"));
        var list = (await host.SendAsync(HttpMethod.Get, "/v1/runs/comparisons")).GetProperty("comparisons");
        Assert.Equal(2, list.GetArrayLength());
        var ours = list[0].GetProperty("strategies");
        Assert.Equal(["full", "linear-probe"], ours.EnumerateArray().Select(s => s.GetProperty("strategy").GetString()!));
        foreach (var strategy in ours.EnumerateArray())
        {
            var scores = strategy.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("score").GetDouble()).ToArray();
            Assert.Equal(2, scores.Length);
            Assert.Equal(scores.Average(), strategy.GetProperty("score").GetProperty("mean").GetDouble(), 9);
            // Student's t of one degree of freedom at 95 %.
            Assert.Equal(12.7062 * Math.Abs(scores[0] - scores[1]) / 2, strategy.GetProperty("score").GetProperty("halfWidth").GetDouble(), 3);
            Assert.True(strategy.GetProperty("seconds").GetDouble() > 0);
        }
        Assert.Equal(("by-hand", "Take the probe.", 0.9),
            (list[1].GetProperty("name").GetString(), list[1].GetProperty("verdict").GetString(), list[1].GetProperty("confidence").GetDouble()));
    }

    [Fact]
    public async Task A_failed_run_says_why_and_the_line_goes_on()
    {
        Directory.CreateDirectory(_folder["data/empty"]);
        await using var host = await RunningHost.StartAsync(Options());
        var failed = await Finish(host, new { images = _folder["data/empty"], backbone = _backbone, normalization = "tf" });
        Assert.True(Is(failed, "failed"));
        Assert.NotEmpty(failed.GetProperty("error").GetString()!);
        Assert.True(Is(await Finish(host, new { images = Stripes, backbone = _backbone, normalization = "tf", epochs = 1 }), "succeeded"));
    }

    [Fact]
    public async Task A_run_is_cancelled_and_runs_survive_a_restart_to_the_same_weights()
    {
        object request = new
        {
            images = Stripes,
            backbone = _backbone,
            normalization = "tf",
            freeze = "full",
            epochs = 40,
            patience = 0,
            seed = 3,
            batchSize = 4
        };
        string running, queued;
        await using (var host = await RunningHost.StartAsync(Options()))
        {
            var first = (await Start(host, new
            {
                images = Stripes,
                backbone = _backbone,
                normalization = "tf",
                freeze = "full",
                epochs = 5000,
                patience = 0
            })).GetProperty("id").GetString()!;
            await WaitForEpoch(host, first);
            Assert.Equal(HttpStatusCode.Accepted, (await host.TryAsync(HttpMethod.Post, $"/v1/runs/{first}/cancel")).StatusCode);
            Assert.True(Is(await Wait(host, first), "cancelled"));
            Assert.Equal(HttpStatusCode.Conflict, (await host.TryAsync(HttpMethod.Post, $"/v1/runs/{first}/cancel")).StatusCode);
            running = (await Start(host, request)).GetProperty("id").GetString()!;
            queued = (await Start(host, request)).GetProperty("id").GetString()!;
            await WaitForEpoch(host, running);
            await host.StopAsync();
        }
        await using (var host = await RunningHost.StartAsync(Options()))
        {
            foreach (var id in (string[])[running, queued])
                Assert.True(Is(await Wait(host, id), "succeeded"));
        }
        // One was interrupted, the other was not.
        Assert.Equal(await Weights(running), await Weights(queued));
    }

    public void Dispose() => _folder.Dispose();

    private ClassifierHostOptions Options() => new()
    {
        Models = _folder["models"],
        Retraining = new() { Folder = _folder["runs"], ImageRoots = [_folder["data"]], Backbones = [_backbone] },
    };

    private async Task<byte[]> Weights(string id) => await File.ReadAllBytesAsync(Path.Combine(_folder["runs"], id, "run", "classifier", "model.onnx"), Token);

    private static bool Is(JsonElement run, string state) => string.Equals(run.GetProperty("state").GetString(), state, StringComparison.OrdinalIgnoreCase);

    private static Task<JsonElement> Start(RunningHost host, object request) => host.SendAsync(HttpMethod.Post, "/v1/runs", request);

    private static async Task<JsonElement> Finish(RunningHost host, object request) =>
        await Wait(host, (await Start(host, request)).GetProperty("id").GetString()!);

    private static async Task<JsonElement> Wait(RunningHost host, string id)
    {
        while (true)
        {
            var run = await host.SendAsync(HttpMethod.Get, $"/v1/runs/{id}");
            if (!Is(run, "queued") && !Is(run, "running"))
                return run;
            await Task.Delay(50, Token);
        }
    }

    private static async Task WaitForEpoch(RunningHost host, string id)
    {
        while (!((await host.SendAsync(HttpMethod.Get, $"/v1/runs/{id}")).TryGetProperty("epochs", out var epochs) && epochs.GetArrayLength() > 0))
            await Task.Delay(20, Token);
    }

    private void Unpack(byte[] archive, RetrainingOptions limits)
    {
        using var to = new TemporaryFolder();
        File.WriteAllBytes(to["archive"], archive);
        ArchiveReader.Unpack(to["archive"], to["images"], limits);
    }

    private byte[] Archive(string kind)
    {
        using var memory = new MemoryStream();
        if (kind == "zip")
            ZipFile.CreateFromDirectory(Stripes, memory, CompressionLevel.Fastest, includeBaseDirectory: true);
        else if (kind == "tar")
            TarFile.CreateFromDirectory(Stripes, memory, includeBaseDirectory: true);
        else
        {
            using var zipped = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true);
            TarFile.CreateFromDirectory(Stripes, zipped, includeBaseDirectory: true);
        }
        return memory.ToArray();
    }
}
