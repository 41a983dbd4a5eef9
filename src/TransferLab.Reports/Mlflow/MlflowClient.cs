using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TransferLab.Reports.Mlflow;

/// <summary>Calls of the REST API 2.0 of an MLflow tracking server.</summary>
internal sealed class MlflowClient : IDisposable
{
    private const string Api = "api/2.0/mlflow/";
    private const int LongestAnswer = 1 << 20;
    private readonly HttpClient _client;
    private readonly MlflowOptions _options;
    private readonly string _root;

    public MlflowClient(MlflowOptions options)
    {
        _options = options;
        _root = options.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        // A redirected POST would become a GET, and the token might go elsewhere.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.Timeout })
        { Timeout = options.Timeout, MaxResponseContentBufferSize = LongestAnswer };
        if (options.Token is not null)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
    }

    /// <summary>Posts a request.</summary>
    /// <exception cref="MlflowRefusedException">The server says no.</exception>
    /// <exception cref="ReportException">The server cannot be reached, or its answer makes no sense.</exception>
    public JsonObject Post(string call, JsonObject body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _root + Api + call)
        { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        return Json(call, Send(request, call, cancellation));
    }

    /// <inheritdoc cref="Post"/>
    public JsonObject Get(string call, string name, string value, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_root}{Api}{call}?{name}={Uri.EscapeDataString(value)}");
        return Json(call, Send(request, call, cancellation));
    }

    /// <summary>Puts a file where the server's artifact proxy keeps it.</summary>
    /// <inheritdoc cref="Post"/>
    public void PutArtifact(string path, string type, byte[] file, CancellationToken cancellation)
    {
        var address = _root + "api/2.0/mlflow-artifacts/artifacts/"
            + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
        using var request = new HttpRequestMessage(HttpMethod.Put, address)
        { Content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } } };
        Send(request, "mlflow-artifacts", cancellation);
    }

    public void Dispose() => _client.Dispose();

    private string Send(HttpRequestMessage request, string call, CancellationToken cancellation)
    {
        try
        {
            using var response = _client.Send(request, HttpCompletionOption.ResponseContentRead, cancellation);
            using var reader = new StreamReader(response.Content.ReadAsStream(cancellation));
            var text = reader.ReadToEnd();
            return response.IsSuccessStatusCode ? text : throw Refused(call, response.StatusCode, text);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ReportException($"The MLflow server {_options.Server} did not answer '{call}' within {_options.Timeout.TotalSeconds:0.#} s.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ReportException($"The MLflow server {_options.Server} cannot be reached: {e.Message}", e);
        }
    }

    private MlflowRefusedException Refused(string call, HttpStatusCode status, string text)
    {
        var (code, message) = ("", "");
        try
        {
            if (JsonNode.Parse(text) is JsonObject error)
                (code, message) = ((string?)error["error_code"] ?? "", (string?)error["message"] ?? "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Proxies answer with pages; the status says enough.
        }
        var hint = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? $" Set {MlflowOptions.TokenVariable} to a token that may write." : "";
        return new MlflowRefusedException(code,
            $"The MLflow server {_options.Server} refused '{call}' with status "
                + $"{(int)status}{(message.Length > 0 ? $": {message.Split('\n')[0]}" : "")}.{hint}");
    }

    private JsonObject Json(string call, string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? throw NoSense(call);
        }
        catch (JsonException)
        {
            throw NoSense(call);
        }
    }

    private ReportException NoSense(string call) =>
        new($"{_options.Server} answered '{call}' with something that is not from an MLflow server: check the address.");
}

/// <summary>An MLflow server said no.</summary>
/// <param name="code">MLflow's error code; empty where it gave none.</param>
/// <param name="message">What it refused and why.</param>
internal sealed class MlflowRefusedException(string code, string message) : Exception(message)
{
    /// <summary>MLflow's error code, e.g. <c>RESOURCE_DOES_NOT_EXIST</c>.</summary>
    public string Code => code;
}
