using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TransferLab.Classifiers.Explanation;
using TransferLab.Imaging;
using TransferLab.Service.Explain;
using TransferLab.Service.Models;
using TransferLab.Testing;

namespace TransferLab.Service.Tests.Explain;

public sealed class ExplainTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/explain", null)]
    [InlineData("/v1/explain", 1)]
    [InlineData("/v1/models/default/explain", 2)]
    public async Task The_answer_is_that_of_the_library(string path, int? index)
    {
        using var explainer = ClassifierExplainer.Load(served.Package, threads: 1);
        var label = index is { } i ? served.Classifier.Labels[i] : null;
        var expected = explainer.Explain(served.Images[0], label, cancellation: Token);

        using var response = await Post(served.Client, path + (label is null ? "" : $"?label={label}"), served.Images[0]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        var answer = json.RootElement;
        Assert.Equal(expected.Label, answer.GetProperty("label").GetString());
        Assert.Equal(expected.Probability, answer.GetProperty("probability").GetSingle(), 1e-6f);
        Assert.Equal([expected.Map.Height, expected.Map.Width], answer.GetProperty("grid").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal(expected.Map.Values.ToArray(), answer.GetProperty("map").EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(v => v.GetSingle()));
        Assert.Equal(expected.Map.Height, answer.GetProperty("map").GetArrayLength());
        Assert.Equal([expected.Region.X, expected.Region.Y, expected.Region.Width, expected.Region.Height],
            ((string[])["x", "y", "width", "height"]).Select(n => answer.GetProperty("region").GetProperty(n).GetDouble()));
    }

    [Fact]
    public async Task Who_accepts_a_picture_gets_the_overlay()
    {
        using var explainer = ClassifierExplainer.Load(served.Package, threads: 1);
        using var response = await Post(served.Client, "/v1/explain", served.Images[1], "image/png");
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        using var drawn = ImageDecoder.Decode(await response.Content.ReadAsByteArrayAsync(Token));
        using var expected = ImageDecoder.Decode(HeatMapOverlay.Png(served.Images[1], explainer.Explain(served.Images[1], cancellation: Token)));
        Assert.Equal((expected.Width, expected.Height), (drawn.Width, drawn.Height));
        Assert.True(expected.Pixels.SequenceEqual(drawn.Pixels));
    }

    [Fact]
    public async Task A_picture_of_an_empty_map_says_so()
    {
        using var explainer = ClassifierExplainer.Load(served.Package, threads: 1);
        var all = served.Images.SelectMany(image => served.Classifier.Labels.Select(label => (Image: image, Label: label))).ToArray();
        var empty = all.First(a => explainer.Explain(a.Image, a.Label, cancellation: Token).Map.IsEmpty);
        using var said = await Post(served.Client, $"/v1/explain?label={empty.Label}", empty.Image, "image/png");
        Assert.Equal("empty", Assert.Single(said.Headers.GetValues("Heat-Map")));
        var other = all.First(a => !explainer.Explain(a.Image, a.Label, cancellation: Token).Map.IsEmpty);
        using var silent = await Post(served.Client, $"/v1/explain?label={other.Label}", other.Image, "image/png");
        Assert.False(silent.Headers.Contains("Heat-Map"));
    }

    [Fact]
    public async Task What_cannot_be_explained_is_refused_with_the_reason()
    {
        using var unknown = await Post(served.Client, "/v1/explain?label=elephant", served.Images[0]);
        Assert.Contains("'elephant'", await Problem.AssertAsync(unknown, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        using var text = await Post(served.Client, "/v1/explain", "no picture"u8.ToArray());
        await Problem.AssertAsync(text, HttpStatusCode.BadRequest);
        using var none = await Post(served.Client, "/v1/explain", []);
        await Problem.AssertAsync(none, HttpStatusCode.BadRequest);
        using var nobody = await Post(served.Client, "/v1/models/nobody/explain", served.Images[0]);
        await Problem.AssertAsync(nobody, HttpStatusCode.NotFound);
        using var large = await Post(served.Client, "/v1/explain", new byte[ServedPackage.MaxRequestBytes + 1]);
        await Problem.AssertAsync(large, HttpStatusCode.RequestEntityTooLarge);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(served.Images[0]), "a", "a.png" },
            { new ByteArrayContent(served.Images[1]), "b", "b.png" } };
        using var two = await served.Client.PostAsync(new Uri("/v1/explain", UriKind.Relative), form, Token);
        Assert.Contains("2 images", await Problem.AssertAsync(two, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_at_once_some_are_told_to_come_again_and_pictures_are_still_classified()
    {
        await using var host = await RunningHost.StartAsync(new() { Package = served.Package });
        // The first one builds what it needs, which takes longest: the others meet it at work.
        var explained = Enumerable.Range(0, 16).Select(i => Post(host.Client, "/v1/explain", served.Images[i])).ToArray();
        var classified = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => host.PostImageAsync(served.Images[i])));
        Assert.All(classified, r => Assert.Equal(HttpStatusCode.OK, r.StatusCode));
        var answers = await Task.WhenAll(explained);
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        var refused = answers.Where(a => a.StatusCode != HttpStatusCode.OK).ToArray();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
        {
            await Problem.AssertAsync(answer, HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        // Nothing stays taken.
        using var later = await Post(host.Client, "/v1/explain", served.Images[0]);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_picture_is_decoded_once_drawn_or_not(bool drawn)
    {
        await using var host = await RunningHost.StartAsync(new() { Package = served.Package });
        using var lease = host.Services.GetRequiredService<ModelRegistry>().Default.Hold();
        using var large = RgbImage.Create(2200, 1100);
        large.Pixels.Fill(90);

        var answer = await host.Services.GetRequiredService<Explaining>().ExplainAsync(lease.Model, large.EncodeJpeg(), null, drawn, Token);

        Assert.Equal(drawn, answer.Png is not null);
        Assert.Equal(1, lease.Model.Explainer.Decodes);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_used_is_told_so_drawn_or_not()
    {
        foreach (var accept in new[] { "application/json", "image/png" })
        {
            using var response = await Post(served.Client, "/v1/explain", served.Images[0][..60], accept);
            await Problem.AssertAsync(response, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_version_that_is_retired_while_it_explains_stays_until_the_answer_is_there()
    {
        await using var host = await RunningHost.StartAsync(new() { Package = served.Package });
        var lease = host.Services.GetRequiredService<ModelRegistry>().Default.Hold();
        var version = lease.Model;
        var work = host.Services.GetRequiredService<Explaining>().ExplainAsync(version, served.Images[0], null, drawn: true, Token);
        // As the registry lets go of a version that another has replaced.
        version.Release();
        Assert.NotNull((await work).Png);
        Assert.True(version.IsAlive);
        lease.Dispose();
        Assert.False(version.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => version.Explainer.Explain(served.Images[0], cancellation: Token));
    }

    [Fact]
    public async Task A_package_whose_files_are_gone_says_so_and_goes_on_classifying()
    {
        using var folder = new TemporaryFolder();
        foreach (var source in Directory.EnumerateFiles(served.Package, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[Path.GetRelativePath(served.Package, source)])!);
            File.Copy(source, folder[Path.GetRelativePath(served.Package, source)]);
        }
        await using var host = await RunningHost.StartAsync(new() { Package = folder.Path });
        await File.WriteAllTextAsync(folder["model.onnx"], "another model", Token);
        using var response = await Post(host.Client, "/v1/explain", served.Images[0]);
        Assert.DoesNotContain(folder.Path, await Problem.AssertAsync(response, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync(served.Images[0])).StatusCode);
        // Back again, e.g. after a share was away for a moment: nothing has to be loaded anew.
        File.Copy(Path.Combine(served.Package, "model.onnx"), folder["model.onnx"], overwrite: true);
        using var again = await Post(host.Client, "/v1/explain", served.Images[0]);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, byte[] body, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (accept is not null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return client.SendAsync(request, Token);
    }
}
