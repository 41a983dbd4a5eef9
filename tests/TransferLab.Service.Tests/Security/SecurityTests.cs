using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TransferLab.Imaging;
using TransferLab.Service.Models;
using TransferLab.Service.Security;
using TransferLab.Testing;

namespace TransferLab.Service.Tests.Security;

public sealed class SecurityTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_open_what_their_scopes_say_and_are_stored_nowhere()
    {
        using var folder = new TemporaryFolder();
        var file = folder["keys.json"];
        var (predict, admin) = (ApiKeys.Add(file, "shop", "predict"), ApiKeys.Add(file, "ops", "admin"));
        var stored = await File.ReadAllTextAsync(file, Token);
        Assert.DoesNotContain(predict, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(admin, stored, StringComparison.Ordinal);
        var audit = folder["audit.log"];
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions
        {
            Package = served.Package,
            Security = new() { KeysFile = file, AuditFile = audit }
        });
        await Problem.AssertAsync(await host.PostImageAsync(served.Images[0]), HttpStatusCode.Unauthorized);
        foreach (var header in (string[])["X-Api-Key", "Prediction-Key", "Ocp-Apim-Subscription-Key"])
            Assert.Equal(HttpStatusCode.OK, (await Send("/v1/classify", header, predict)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send("/v1/classify", "Authorization", "Bearer " + admin)).StatusCode);
        foreach (var wrong in (string[])["", "tlk_", predict[..^1], predict + "0", new string('x', 10_000)])
            Assert.Equal(HttpStatusCode.Unauthorized, (await Send("/v1/classify", "X-Api-Key", wrong)).StatusCode);
        await Problem.AssertAsync(await Send("/v1/models/default/rollback", "X-Api-Key", predict), HttpStatusCode.Forbidden);
        await Problem.AssertAsync(await Send("/v1/models/default/rollback", "X-Api-Key", admin), HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.OK, (await host.TryAsync(HttpMethod.Get, "/health/ready")).StatusCode);
        var lines = await File.ReadAllLinesAsync(audit, Token);
        Assert.Contains(lines, l => l.Contains("\"status\":403", StringComparison.Ordinal) && l.Contains("\"client\":\"shop\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\"status\":409", StringComparison.Ordinal) && l.Contains("\"client\":\"ops\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains(predict, StringComparison.Ordinal));

        Task<HttpResponseMessage> Send(string path, string header, string key)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(served.Images[0]) };
            request.Headers.TryAddWithoutValidation(header, key);
            return host.Client.SendAsync(request, Token);
        }
    }

    [Theory]
    [InlineData("", "predict")]
    [InlineData("shop")]
    [InlineData("shop", "")]
    [InlineData("shop", "predict", "everything")]
    public void A_key_that_makes_no_sense_is_not_made(string name, params string[] scopes)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<HostConfigurationException>(() => ApiKeys.Add(folder["keys.json"], name, scopes));
        Assert.Contains("predict, train, admin", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["keys.json"]));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"name\":\"a\",\"sha256\":\"zz\",\"scopes\":[\"predict\"]}]}")]
    [InlineData("{\"keys\":[null]}")]
    public void A_damaged_file_of_keys_keeps_the_host_from_starting(string content)
    {
        using var folder = new TemporaryFolder();
        var options = new ClassifierHostOptions { Package = served.Package, Security = new() { KeysFile = folder.Add("keys.json", content) } };
        Assert.Equal(["TransferLab:Security:KeysFile"], Assert.Throws<HostConfigurationException>(() => ClassifierHost.Create(options)).Keys);
    }

    [Fact]
    public async Task Every_answer_has_the_headers_that_browsers_heed()
    {
        foreach (var path in (string[])["/health/live", "/nowhere", "/v1/models"])
        {
            var headers = (await served.Client.GetAsync(new Uri(path, UriKind.Relative), Token)).Headers;
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.False(headers.Contains("Server"));
            Assert.False(headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Only_named_origins_may_call_from_a_browser()
    {
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions
        {
            Package = served.Package,
            Security = new() { Origins = ["https://app.example"] }
        });
        Assert.Equal("https://app.example", await Allowed("https://app.example"));
        Assert.Null(await Allowed("https://evil.example"));

        async Task<string?> Allowed(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            request.Headers.Add("Origin", origin);
            return (await host.Client.SendAsync(request, Token)).Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        }
    }

    [Fact]
    public async Task A_client_with_too_many_requests_under_way_is_told_to_come_back()
    {
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Package = served.Package, Limits = new() { ClientRequests = 1 } });
        using var slow = new SlowRequest(host.Client.BaseAddress!);
        await slow.BeginAsync(Token);
        while (host.Services.GetRequiredService<Uploads.ByteBudget>().Used == 0)
            await Task.Delay(10, Token);
        var refused = await host.PostImageAsync(served.Images[0]);
        await Problem.AssertAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_full_host_refuses_at_once_and_goes_on_with_what_it_took()
    {
        var limits = new LimitOptions { QueuedImages = 2 };
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Package = served.Package, Limits = limits });
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => host.PostImageAsync(served.Images[i % 32])));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.OK))
        {
            await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable);
            Assert.NotEmpty(refused.Headers.GetValues("Retry-After"));
        }
        Assert.Equal(0, host.Services.GetRequiredService<InferenceEngine>().Inside);
        Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync(served.Images[0])).StatusCode);
    }

    [Fact]
    public async Task A_picture_with_too_many_pixels_is_refused_by_its_header()
    {
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Package = served.Package, Limits = new() { Pixels = 10_000 } });
        using var large = RgbImage.Create(200, 200);
        large.Pixels.Clear();
        Assert.Contains("pixels", await Problem.AssertAsync(await host.PostImageAsync(large.EncodePng()), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_beyond_the_budget_are_refused_and_the_budget_comes_back()
    {
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions
        {
            Package = served.Package,
            Limits = new() { RequestBytes = 300_000, BufferedBytes = 300_000 }
        });
        await Problem.AssertAsync(await host.PostImageAsync(new byte[290_000]), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(0, host.Services.GetRequiredService<Uploads.ByteBudget>().Used);
        Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync(served.Images[0])).StatusCode);
    }

    [Fact]
    public async Task A_client_that_dribbles_its_body_is_hung_up_on()
    {
        await using var host = await RunningHost.StartAsync(new ClassifierHostOptions { Package = served.Package, Limits = new() { RequestSeconds = 1 } });
        using var slow = new SlowRequest(host.Client.BaseAddress!);
        await slow.BeginAsync(Token);
        Assert.Contains(" 503 ", await slow.AnswerAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_stops_finishes_what_it_took()
    {
        var host = await RunningHost.StartAsync(new ClassifierHostOptions { Package = served.Package, Batching = new() { Workers = 1, MaxBatch = 1 } });
        var requests = Enumerable.Range(0, 16).Select(i => host.PostImageAsync(served.Images[i])).ToArray();
        var engine = host.Services.GetRequiredService<InferenceEngine>();
        while (engine.Inside == 0 && !requests.All(r => r.IsCompleted))
            await Task.Delay(1, Token);
        await host.StopAsync();
        var answered = 0;
        foreach (var request in requests)
        {
            try
            {
                Assert.Equal(HttpStatusCode.OK, (await request).StatusCode);
                answered++;
            }
            catch (HttpRequestException)
            {
                // It came after the door was closed.
            }
        }
        Assert.InRange(answered, 1, 16);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Mutated_requests_never_are_an_internal_error()
    {
        var random = new Random(7);
        var valid = Encoding.Latin1.GetBytes("--b\r\nContent-Disposition: form-data; name=\"imageData\"\r\nContent-Type: image/png\r\n\r\n");
        for (var i = 0; i < 80; i++)
        {
            byte[] bytes = [.. valid, .. served.Images[i % 32], .. "\r\n--b--\r\n"u8];
            for (var k = 0; k < 1 + (i % 9); k++)
                bytes[random.Next(i % 2 == 0 ? valid.Length : bytes.Length)] = (byte)random.Next(256);
            using var body = new ByteArrayContent(bytes[..random.Next(1, bytes.Length + 1)]);
            body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
            var response = await served.Client.PostAsync(new Uri("/v1/classify", UriKind.Relative), body, Token);
            if (response.StatusCode != HttpStatusCode.OK)
                await Problem.AssertAsync(response, HttpStatusCode.BadRequest);
        }
    }

    /// <summary>A request that says it has a thousand bytes, and sends one.</summary>
    private sealed class SlowRequest(Uri address) : IDisposable
    {
        private readonly TcpClient _client = new();

        public async Task BeginAsync(CancellationToken cancellation)
        {
            await _client.ConnectAsync(address.Host, address.Port, cancellation);
            await _client.GetStream()
                .WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/classify HTTP/1.1\r\nHost: {address.Host}\r\nContent-Length: 1000\r\n\r\nx"), cancellation);
        }

        public async Task<string> AnswerAsync(CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            var read = await _client.GetStream().ReadAsync(buffer, cancellation);
            return Encoding.ASCII.GetString(buffer, 0, read);
        }

        public void Dispose() => _client.Dispose();
    }
}
