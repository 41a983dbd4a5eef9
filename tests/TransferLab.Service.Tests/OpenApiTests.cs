using TransferLab.Testing;

namespace TransferLab.Service.Tests;

public sealed class OpenApiTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    [Fact]
    public async Task The_committed_description_is_that_of_the_host()
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "openapi.json");
        var generated = (await served.Client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("TRANSFERLAB_REGENERATE") == "1")
            await File.WriteAllTextAsync(path, generated, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), generated);
    }

    [Fact]
    public async Task Metrics_are_prometheus_text_with_what_the_host_did()
    {
        using var body = new ByteArrayContent(served.Images[0]);
        (await served.Client.PostAsync(new Uri("/v1/classify", UriKind.Relative), body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        // The exporter answers from a cache for a moment.
        string text = "";
        for (var i = 0; i < 100 && !text.Contains("transferlab_images_total{", StringComparison.Ordinal); i++)
        {
            text = await served.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        foreach (var name in (string[])["transferlab_images_total{", "transferlab_inference_duration_seconds_bucket{", "transferlab_batch_size_bucket{",
            "transferlab_queue_images", "transferlab_model_version{", "http_server_request_duration_seconds_bucket{"])
            Assert.Contains(name, text, StringComparison.Ordinal);
    }
}
