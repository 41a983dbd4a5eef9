using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TransferLab.Service.Fetching;
using TransferLab.Service.Tests.Fetching;
using TransferLab.Service.Uploads;

namespace TransferLab.Service.Tests.CustomVision;

public sealed class CustomVisionTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private const string Project = "11111111-2222-3333-4444-555555555555";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/customvision/v3.0/prediction/" + Project + "/classify/iterations/default/image")]
    [InlineData("/customvision/v3.1/prediction/" + Project + "/classify/iterations/default/image")]
    [InlineData("/customvision/v3.1/prediction/" + Project + "/classify/iterations/default/image/nostore")]
    [InlineData("/" + Project + "/classify/iterations/default/image")]
    [InlineData("/" + Project + "/image")]
    [InlineData("/image")]
    [InlineData("/image/nostore")]
    public async Task A_picture_gets_what_custom_vision_would_answer(string path)
    {
        // A part without a file name, as the clients send it.
        using var form = new MultipartFormDataContent { { new ByteArrayContent(served.Images[0]), "imageData" } };
        var first = await Read(await served.Client.PostAsync(new Uri(path, UriKind.Relative), form, Token));
        using var body = new ByteArrayContent(served.Images[0]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var second = await Read(await served.Client.PostAsync(new Uri(path, UriKind.Relative), body, Token));
        Assert.Equal(["id", "project", "iteration", "created", "predictions"], first.EnumerateObject().Select(p => p.Name));
        if (path.Contains(Project, StringComparison.Ordinal))
            Assert.Equal(Project, first.GetProperty("project").GetString());
        Assert.NotEqual(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Equal(first.GetProperty("iteration").GetGuid(), second.GetProperty("iteration").GetGuid());
        Assert.Equal(DateTimeKind.Utc, first.GetProperty("created").GetDateTime().Kind);
        var predictions = first.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(served.Classifier.Rank(served.Classifier.Score(served.Images[0])).Select(p => (p.Label, (double)p.Probability)),
            predictions.Select(p => (p.GetProperty("tagName").GetString()!, p.GetProperty("probability").GetDouble())));
        Assert.All(predictions, p =>
        {
            Assert.Equal(["probability", "tagId", "tagName", "boundingBox", "tagType"], p.EnumerateObject().Select(x => x.Name));
            Assert.Equal(JsonValueKind.Null, p.GetProperty("boundingBox").ValueKind);
            Assert.Equal("Regular", p.GetProperty("tagType").GetString());
        });
        Assert.Equal(first.GetProperty("predictions").ToString(), second.GetProperty("predictions").ToString());
    }

    [Theory]
    [InlineData("classify/iterations/nobody/image", "picture", HttpStatusCode.NotFound, "NotFoundIteration")]
    [InlineData("classify/iterations/default/image", "no picture", HttpStatusCode.BadRequest, "BadRequestImageFormat")]
    [InlineData("classify/iterations/default/image", "", HttpStatusCode.BadRequest, "BadRequest")]
    [InlineData("classify/iterations/default/url", "{\"url\":\"http://example.org/a.png\"}", HttpStatusCode.BadRequest, "BadRequest")]
    [InlineData("classify/iterations/default/url", "{", HttpStatusCode.BadRequest, "BadRequest")]
    [InlineData("detect/iterations/default/image", "picture", HttpStatusCode.BadRequest, "BadRequestNotSupported")]
    [InlineData("classify/nowhere", "picture", HttpStatusCode.NotFound, "NotFound")]
    public async Task Errors_have_the_shape_that_clients_read(string path, string content, HttpStatusCode status, string code)
    {
        using var body = new ByteArrayContent(content == "picture" ? served.Images[0] : Encoding.UTF8.GetBytes(content));
        var response = await served.Client.PostAsync(new Uri($"/customvision/v3.1/prediction/{Project}/{path}", UriKind.Relative), body, Token);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(["code", "message"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(code, json.RootElement.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("Url")]
    [InlineData("url")]
    public async Task A_picture_is_fetched_from_a_host_on_the_list(string name)
    {
        using var pictures = new PictureServer(served.Images[1]);
        await using var host = await StartFetching(pictures);
        var response = await host.SendAsync(HttpMethod.Post, $"/customvision/v3.0/prediction/{Project}/classify/iterations/default/url/nostore",
            new Dictionary<string, string> { [name] = pictures.At("/picture") });
        Assert.Equal(served.Classifier.Rank(served.Classifier.Score(served.Images[1]))[0].Label,
            response.GetProperty("predictions")[0].GetProperty("tagName").GetString());
    }

    [Fact]
    public async Task The_client_from_npm_works_as_it_is()
    {
        using var pictures = new PictureServer(served.Images[1]);
        await using var host = await StartFetching(pictures);
        var answer = JsonDocument.Parse(await NpmClient.RunAsync(host.Client.BaseAddress!, served.Images[1], pictures.At("/picture"), Token)).RootElement;
        var expected = served.Classifier.Rank(served.Classifier.Score(served.Images[1]))[0];
        foreach (var call in (string[])["image", "imageNoStore", "url", "urlNoStore"])
        {
            var first = answer.GetProperty(call).GetProperty("predictions")[0];
            Assert.Equal((expected.Label, (double)expected.Probability),
                (first.GetProperty("tagName").GetString(), first.GetProperty("probability").GetDouble()));
        }
        // The client knows the error's shape: its code and message arrive as properties.
        Assert.Equal("NotFoundIteration", answer.GetProperty("unknownIteration").GetProperty("code").GetString());
        Assert.Equal("BadRequestImageFormat", answer.GetProperty("noImage").GetProperty("code").GetString());
    }

    private Task<RunningHost> StartFetching(PictureServer pictures) =>
        RunningHost.StartAsync(new() { Package = served.Package, Fetch = new() { Hosts = [pictures.Host] } },
        // The pictures lie on this machine, where a real host never looks.
        s => s.AddSingleton(p => new ImageFetcher(new() { Hosts = [pictures.Host] }, 1 << 20, p.GetRequiredService<ByteBudget>(), _ => true)));

    private static async Task<JsonElement> Read(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
