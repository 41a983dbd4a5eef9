using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TransferLab.Service.Tests;

/// <summary>A host on a free port with options of a test's own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _host;

    private RunningHost(WebApplication host)
    {
        _host = host;
        Client = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<RunningHost> StartAsync(ClassifierHostOptions options, Action<IServiceCollection>? configure = null)
    {
        var host = ClassifierHost.Create(options with { Urls = "http://127.0.0.1:0", WatchSeconds = options.WatchSeconds == 2 ? 0 : options.WatchSeconds },
            configure);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new RunningHost(host);
    }

    public Task<HttpResponseMessage> PostImageAsync(byte[] image, string path = "/v1/classify") =>
        Client.PostAsync(new Uri(path, UriKind.Relative), new ByteArrayContent(image), TestContext.Current.CancellationToken);

    /// <summary>Sends JSON and reads the JSON that comes back, which must be a success.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, object? body = null) =>
        Client.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) },
            TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
