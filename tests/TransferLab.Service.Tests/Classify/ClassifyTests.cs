using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TransferLab.Service.Tests.Classify;

public sealed class ClassifyTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_raw_body_is_classified_whatever_type_it_claims(string? type)
    {
        using var body = new ByteArrayContent(served.Images[0]);
        body.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        AssertAnswer(await Post(body), served.Images[0]);
    }

    [Theory]
    [InlineData("photo.png")]
    [InlineData(null)]
    public async Task A_multipart_file_is_classified_with_and_without_a_file_name(string? fileName)
    {
        using var form = Form(served.Images[1], fileName);
        AssertAnswer(await Post(form), served.Images[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    public async Task Top_limits_the_labels(int top)
    {
        using var body = new ByteArrayContent(served.Images[2]);
        using var json = JsonDocument.Parse(await (await Post(body, $"?top={top}")).Content.ReadAsStringAsync(Token));
        Assert.Equal(Math.Min(top, 3), json.RootElement.GetProperty("predictions").GetArrayLength());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("all")]
    [InlineData("99999999999")]
    public async Task A_senseless_top_is_a_bad_request(string top)
    {
        using var body = new ByteArrayContent(served.Images[2]);
        Assert.Contains("top=", await Problem.AssertAsync(await Post(body, $"?top={top}"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_two_posts_at_once_get_the_answers_of_one_after_the_other()
    {
        var alone = new List<string>();
        foreach (var image in served.Images)
            alone.Add(await Answer(image));
        var together = await Task.WhenAll(served.Images.Select(Answer));
        Assert.Equal(alone, together);

        async Task<string> Answer(byte[] image)
        {
            using var body = new ByteArrayContent(image);
            var response = await Post(body);
            response.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
            return json.RootElement.GetProperty("predictions").ToString();
        }
    }

    [Fact]
    public async Task Mutated_images_are_classified_or_refused_but_never_an_internal_error()
    {
        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            var bytes = served.Images[i % 32][..random.Next(1, served.Images[i % 32].Length + 1)];
            for (var k = 0; k < i % 7; k++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var body = new ByteArrayContent(bytes);
            var response = await Post(body);
            if (response.StatusCode != HttpStatusCode.OK)
                await Problem.AssertAsync(response, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Garbage_is_a_bad_request()
    {
        using var body = new StringContent("no pixels at all");
        Assert.Contains("no image", await Problem.AssertAsync(await Post(body), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        using var form = Form(Encoding.UTF8.GetBytes("no pixels at all"), "photo.jpg");
        await Problem.AssertAsync(await Post(form), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nothing_is_a_bad_request()
    {
        await Problem.AssertAsync(await served.Client.PostAsync(new Uri("/v1/classify", UriKind.Relative), null, Token), HttpStatusCode.BadRequest);
        using var form = Form([], "photo.jpg");
        await Problem.AssertAsync(await Post(form), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Several_files_get_a_result_each_and_a_bad_one_spoils_none()
    {
        using var form = Form(served.Images[0], "a.png");
        using var second = new ByteArrayContent(Encoding.UTF8.GetBytes("no pixels at all"));
        form.Add(second, "file", "b.png");
        using var third = new ByteArrayContent(served.Images[1]);
        form.Add(third, "other");
        var response = await Post(form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        var results = json.RootElement.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["a.png", "b.png", "2"], results.Select(r => r.GetProperty("name").GetString()));
        Assert.Equal([Top(served.Images[0]), null, Top(served.Images[1])],
            results.Select(r => r.TryGetProperty("labels", out var l) ? l[0].GetString() : null));
        Assert.NotEmpty(results[1].GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task Json_with_base64_is_classified_and_its_choice_wins_over_the_query()
    {
        using var body = Json($$"""{"images":[{"name":"one","content":"{{Convert.ToBase64String(served.Images[3])}}"}],"top":1}""");
        var response = await Post(body, "?top=3");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        var result = json.RootElement.GetProperty("results")[0];
        Assert.Equal("one", result.GetProperty("name").GetString());
        Assert.Equal(Top(served.Images[3]), Assert.Single(result.GetProperty("predictions").EnumerateArray().ToArray()).GetProperty("label").GetString());
    }

    [Fact]
    public async Task Threshold_leaves_out_what_is_below_it()
    {
        using var body = new ByteArrayContent(served.Images[4]);
        using var json = JsonDocument.Parse(await (await Post(body, "?threshold=0.34")).Content.ReadAsStringAsync(Token));
        var all = json.RootElement.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("probability").GetDouble()).ToArray();
        Assert.All(all, p => Assert.True(p >= 0.34));
        Assert.Equal(served.Classifier.Score(served.Images[4]).Probabilities.Count(p => p >= 0.34), all.Length);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"images\":[]}")]
    [InlineData("{\"images\":[null]}")]
    [InlineData("{\"images\":[{}]}")]
    [InlineData("{\"images\":[{\"content\":\"!!\"}]}")]
    [InlineData("{\"images\":[{\"content\":\"AAAA\",\"url\":\"http://example.org\"}]}")]
    [InlineData("{\"images\":[{\"content\":\"AAAA\"}],\"top\":0}")]
    [InlineData("{\"images\":[{\"content\":\"AAAA\"}],\"threshold\":2}")]
    [InlineData("{\"images\":[{\"url\":\"http://example.org/a.png\"}]}")]
    public async Task Json_that_makes_no_sense_is_a_bad_request(string text)
    {
        using var body = Json(text);
        await Problem.AssertAsync(await Post(body), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Deep_json_is_a_bad_request()
    {
        using var body = Json(new string('[', 20_000));
        await Problem.AssertAsync(await Post(body), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.1")]
    [InlineData("NaN")]
    [InlineData("0,5")]
    public async Task A_senseless_threshold_is_a_bad_request(string threshold)
    {
        using var body = new ByteArrayContent(served.Images[2]);
        Assert.Contains("threshold=", await Problem.AssertAsync(await Post(body, $"?threshold={threshold}"), HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("..%2f..%2fetc")]
    [InlineData("default%00")]
    public async Task A_model_that_is_not_there_is_not_found(string name)
    {
        using var body = new ByteArrayContent(served.Images[0]);
        var response = await served.Client.PostAsync(new Uri($"/v1/models/{name}/classify", UriKind.Relative), body, Token);
        Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, response.StatusCode.ToString());
    }

    [Fact]
    public async Task A_model_is_found_by_its_name()
    {
        using var body = new ByteArrayContent(served.Images[1]);
        AssertAnswer(await served.Client.PostAsync(new Uri("/v1/models/default/classify", UriKind.Relative), body, Token), served.Images[1]);
    }

    [Theory]
    [InlineData("multipart/form-data", "anything")]
    [InlineData("multipart/form-data; boundary=x", "anything")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut off")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno header at all\r\n\r\n\r\n--x--\r\n")]
    public async Task Malformed_multipart_is_a_bad_request(string type, string text)
    {
        using var body = new ByteArrayContent(Encoding.ASCII.GetBytes(text));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        await Problem.AssertAsync(await Post(body), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_too_large_is_refused(bool multipart)
    {
        var data = new byte[ServedPackage.MaxRequestBytes + 1];
        using HttpContent body = multipart ? Form(data, "photo.jpg") : new ByteArrayContent(data);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/classify") { Content = body };
        // The host answers without reading and closes: a client that is still sending may see the broken connection before the answer.
        request.Headers.ExpectContinue = true;
        Assert.Contains("larger", await Problem.AssertAsync(await served.Client.SendAsync(request, Token), HttpStatusCode.RequestEntityTooLarge),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_unknown_length_that_is_too_large_is_refused()
    {
        using var body = new ByteArrayContent(new byte[ServedPackage.MaxRequestBytes + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/classify") { Content = body };
        request.Headers.TransferEncodingChunked = true;
        await Problem.AssertAsync(await served.Client.SendAsync(request, Token), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Wrong_routes_and_methods_are_answered_by_problem_details()
    {
        await Problem.AssertAsync(await served.Client.GetAsync(new Uri("/nowhere", UriKind.Relative), Token), HttpStatusCode.NotFound);
        await Problem.AssertAsync(await served.Client.GetAsync(new Uri("/v1/classify", UriKind.Relative), Token), HttpStatusCode.MethodNotAllowed);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private string Top(byte[] image) => served.Classifier.Decide(served.Classifier.Score(image))[0];

    private static MultipartFormDataContent Form(byte[] image, string? fileName)
    {
        var part = new ByteArrayContent(image);
        var form = new MultipartFormDataContent();
        if (fileName is null)
            form.Add(part, "file");
        else
            form.Add(part, "file", fileName);
        return form;
    }

    private Task<HttpResponseMessage> Post(HttpContent body, string query = "") =>
        served.Client.PostAsync(new Uri("/v1/classify" + query, UriKind.Relative), body, Token);

    // The host and the library answer alike, to the last bit of the float.
    private void AssertAnswer(HttpResponseMessage response, byte[] image)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(response.Content.ReadAsStream(Token));
        Assert.Equal(["model", "version", "task", "labels", "predictions", "timings"], json.RootElement.EnumerateObject().Select(p => p.Name));
        var expected = served.Classifier.Rank(served.Classifier.Score(image));
        Assert.Equal(expected, json.RootElement.GetProperty("predictions").EnumerateArray()
            .Select(p => new Prediction(p.GetProperty("label").GetString()!, p.GetProperty("probability").GetSingle())));
        Assert.Equal([expected[0].Label], json.RootElement.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
    }
}
