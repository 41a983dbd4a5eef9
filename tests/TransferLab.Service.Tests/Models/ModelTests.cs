using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TransferLab.Testing;

namespace TransferLab.Service.Tests.Models;

public sealed class ModelTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_version_is_found_loaded_and_swapped_in_while_requests_go_on()
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"], WatchSeconds = 0.1 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var versions = new List<int>();
            while (!stop.IsCancellationRequested)
                versions.Add(await VersionOf(host));
            return versions;
        }, Token)).ToArray();
        await Task.Delay(100, Token);
        Copy(folder["models/stripes/2"]);
        await WaitAsync(async () => await VersionOf(host) == 2);
        await stop.CancelAsync();
        foreach (var versions in await Task.WhenAll(clients))
        {
            // Nobody was refused, and nobody saw the old version after the new one.
            Assert.NotEmpty(versions);
            Assert.Equal(versions.Order(), versions);
        }
        Assert.True(File.Exists(folder["models/stripes/serving.json"]));
    }

    [Fact]
    public async Task An_unloaded_model_stays_out_of_service_until_it_is_loaded_whatever_restarts()
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        Copy(folder["models/other/1"]);
        await using (var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] }))
            await host.SendAsync(HttpMethod.Post, "/v2/repository/models/stripes/unload");
        await using (var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] }))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.PostImageAsync(served.Images[0], "/v1/models/stripes/classify")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync(served.Images[0], "/v1/models/other/classify")).StatusCode);
            await host.SendAsync(HttpMethod.Post, "/v2/repository/models/stripes/load");
            Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync(served.Images[0], "/v1/models/stripes/classify")).StatusCode);
        }
        await using (var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] }))
            Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync(served.Images[0], "/v1/models/stripes/classify")).StatusCode);
    }

    [Theory]
    [InlineData("classifier.json", "{")]
    [InlineData("model.onnx", "no model")]
    [InlineData("golden/0.png", "no picture")]
    public async Task A_broken_version_leaves_the_old_one_serving_and_is_reported(string file, string content)
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] });
        Copy(folder["models/stripes/2"]);
        folder.Add($"models/stripes/2/{file}", content);
        var list = await host.SendAsync(HttpMethod.Post, "/v1/models/refresh");
        var model = list.GetProperty("models")[0];
        Assert.Equal((1, true), (model.GetProperty("version").GetInt32(), model.GetProperty("ready").GetBoolean()));
        var broken = model.GetProperty("versions")[1];
        Assert.Equal("failed", broken.GetProperty("state").GetString());
        Assert.NotEmpty(broken.GetProperty("error").GetString()!);
        Assert.Equal(1, await VersionOf(host));
        // Mended, it is taken.
        File.Copy(Path.Combine(served.Package, file), folder[$"models/stripes/2/{file}"], overwrite: true);
        await host.SendAsync(HttpMethod.Post, "/v1/models/refresh");
        Assert.Equal(2, await VersionOf(host));
    }

    [Fact]
    public async Task A_version_whose_golden_images_drifted_is_not_taken()
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] });
        Copy(folder["models/stripes/2"]);
        var path = folder["models/stripes/2/classifier.json"];
        var json = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        json["golden"]![0]!["probabilities"]![0] = 0.99;
        json["golden"]![0]!["probabilities"]![1] = 0.0;
        await File.WriteAllTextAsync(path, json.ToJsonString(), Token);
        var list = await host.SendAsync(HttpMethod.Post, "/v1/models/refresh");
        Assert.Contains("drifted", list.GetProperty("models")[0].GetProperty("versions")[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await VersionOf(host));
    }

    [Fact]
    public async Task A_version_can_be_pinned_and_rolled_back_and_a_restart_remembers()
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        Copy(folder["models/stripes/2"]);
        var options = new ClassifierHostOptions { Models = folder["models"] };
        await using (var host = await RunningHost.StartAsync(options))
        {
            Assert.Equal(2, await VersionOf(host));
            await host.SendAsync(HttpMethod.Put, "/v1/models/stripes/pin", new { version = 1 });
            Assert.Equal(1, await VersionOf(host));
            await Problem.AssertAsync(await host.TryAsync(HttpMethod.Put, "/v1/models/stripes/pin", new { version = 9 }), HttpStatusCode.NotFound);
            Assert.Equal(1, await VersionOf(host));
        }
        await using (var host = await RunningHost.StartAsync(options))
        {
            Assert.Equal(1, await VersionOf(host));
            await host.SendAsync(HttpMethod.Put, "/v1/models/stripes/pin", new { version = (int?)null });
            Assert.Equal(2, await VersionOf(host));
            await host.SendAsync(HttpMethod.Post, "/v1/models/stripes/rollback");
            Assert.Equal(1, await VersionOf(host));
        }
    }

    [Fact]
    public async Task A_canary_answers_exactly_its_share()
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] });
        await host.SendAsync(HttpMethod.Put, "/v1/models/stripes/pin", new { version = 1 });
        Copy(folder["models/stripes/2"]);
        await host.SendAsync(HttpMethod.Post, "/v1/models/refresh");
        await host.SendAsync(HttpMethod.Put, "/v1/models/stripes/canary", new { version = 2, percent = 20 });
        var versions = new List<int>();
        for (var i = 0; i < 50; i++)
            versions.Add(await VersionOf(host));
        Assert.Equal(10, versions.Count(v => v == 2));
        await Problem.AssertAsync(await host.TryAsync(HttpMethod.Put, "/v1/models/stripes/canary", new { version = 2, percent = 101 }),
            HttpStatusCode.BadRequest);
        await host.SendAsync(HttpMethod.Delete, "/v1/models/stripes/canary");
        Assert.Equal(1, await VersionOf(host));
    }

    [Fact]
    public async Task A_shadow_is_compared_and_its_answers_reach_nobody()
    {
        using var folder = new TemporaryFolder();
        Copy(folder["models/stripes/1"]);
        Copy(folder["models/stripes/2"]);
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder["models"] });
        await host.SendAsync(HttpMethod.Put, "/v1/models/stripes/shadow", new { version = 2, percent = 50 });
        for (var i = 0; i < 20; i++)
            Assert.Equal(1, await VersionOf(host, i));
        JsonElement comparison = default;
        await WaitAsync(async () => (await host.SendAsync(HttpMethod.Get, "/v1/models/stripes")).TryGetProperty("comparison", out comparison)
            && comparison.GetProperty("compared").GetInt64() == 10);
        Assert.Equal((2, 10), (comparison.GetProperty("version").GetInt32(), comparison.GetProperty("agreed").GetInt64()));
    }

    [Fact]
    public async Task Several_packages_are_served_side_by_side()
    {
        var packages = new Dictionary<string, string> { ["one"] = served.Package, ["two"] = served.Package };
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Packages = packages, DefaultModel = "two" });
        Assert.Equal("one", await NameOf("/v1/models/one/classify"));
        Assert.Equal("two", await NameOf("/v1/classify"));

        async Task<string?> NameOf(string path)
        {
            using var json = JsonDocument.Parse(await (await host.PostImageAsync(served.Images[0], path)).Content.ReadAsStringAsync(Token));
            return json.RootElement.GetProperty("model").GetString();
        }
    }

    [Fact]
    public async Task Without_a_default_a_name_is_asked_for_and_an_empty_folder_is_not_ready()
    {
        var packages = new Dictionary<string, string> { ["one"] = served.Package, ["two"] = served.Package };
        await using (var host = await RunningHost.StartAsync(new ClassifierHostOptions { Packages = packages }))
            Assert.Contains("name one", await Problem.AssertAsync(await host.PostImageAsync(served.Images[0]), HttpStatusCode.NotFound),
                StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        await using (var host = await RunningHost.StartAsync(new ClassifierHostOptions { Models = folder.Path }))
        {
            await Problem.AssertAsync(await host.TryAsync(HttpMethod.Get, "/health/ready"), HttpStatusCode.ServiceUnavailable);
            Assert.Equal(HttpStatusCode.OK, (await host.TryAsync(HttpMethod.Get, "/health/live")).StatusCode);
        }
    }

    private async Task<int> VersionOf(RunningHost host, int image = 0)
    {
        var response = await host.PostImageAsync(served.Images[image % served.Images.Count]);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("version").GetInt32();
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await condition())
                return;
            await Task.Delay(100, Token);
        }
        Assert.Fail("It did not happen within half a minute.");
    }

    private void Copy(string target)
    {
        foreach (var file in Directory.EnumerateFiles(served.Package, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(target, Path.GetRelativePath(served.Package, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }
}
