using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace TransferLab.Reports.Tests.Mlflow;

/// <summary>A tracking server on 127.0.0.1 that keeps what it is told, checks the documented limits, and misbehaves on demand.</summary>
internal sealed class TrackingServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public TrackingServer()
    {
        // A listener cannot choose a free port by itself; between asking for one and taking it somebody else may.
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            Address = new Uri($"http://127.0.0.1:{port}/base");
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
            }
        }
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public Uri Address { get; }

    /// <summary>Call → status and body instead of the usual answer; status 0 falls silent.</summary>
    public Dictionary<string, (int Status, string Body)> Instead { get; } = [];

    public Dictionary<string, string> Experiments { get; } = [];

    public List<string> Calls { get; } = [];

    public List<string?> Authorizations { get; } = [];

    public List<JsonObject> Metrics { get; } = [];

    public Dictionary<string, string> Parameters { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public Dictionary<string, (string Type, byte[] Bytes)> Artifacts { get; } = [];

    public JsonObject? Created { get; private set; }

    public string? Status { get; private set; }

    public string ArtifactRoot { get; init; } = "mlflow-artifacts:/3/run1/artifacts";

    public void Dispose()
    {
        _stop.Set();
        _listener.Close();
        _thread.Join();
        _stop.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            var path = context.Request.Url!.AbsolutePath;
            var call = path.StartsWith("/base/api/2.0/mlflow/", StringComparison.Ordinal) ? path["/base/api/2.0/mlflow/".Length..] : "artifacts";
            Calls.Add(call);
            Authorizations.Add(context.Request.Headers["Authorization"]);
            using var body = new MemoryStream();
            context.Request.InputStream.CopyTo(body);
            var (status, answer) = Instead.TryGetValue(call, out var other) ? other : Answer(call, context.Request, body.ToArray());
            if (status == 0)
            {
                _stop.Wait();
                return;
            }
            context.Response.StatusCode = status;
            context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: true);
        }
    }

    private (int, string) Answer(string call, HttpListenerRequest request, byte[] body)
    {
        if (call == "artifacts")
        {
            Artifacts[Uri.UnescapeDataString(request.Url!.AbsolutePath)] = (request.ContentType!, body);
            return (200, "{}");
        }
        if (body.Length > 1 << 20)
            return (400, """{"error_code":"INVALID_PARAMETER_VALUE","message":"too large"}""");
        var json = body.Length > 0 ? (JsonObject)JsonNode.Parse(body)! : [];
        switch (call)
        {
            case "experiments/get-by-name":
                return Experiments.TryGetValue(request.QueryString["experiment_name"]!, out var id)
                    ? (200, new JsonObject { ["experiment"] = new JsonObject { ["experiment_id"] = id } }.ToJsonString())
                    : (404, """{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No Experiment"}""");
            case "experiments/create":
                Experiments[(string)json["name"]!] = "3";
                return (200, """{"experiment_id":"3"}""");
            case "runs/create":
                Created = json;
                return (200, new JsonObject { ["run"] = new JsonObject { ["info"] = new JsonObject { ["run_id"] = "run1", ["artifact_uri"] = ArtifactRoot } } }.ToJsonString());
            case "runs/log-batch":
                return Log(json);
            case "runs/update":
                Status = (string)json["status"]!;
                return (200, "{}");
            default:
                return (404, "not here");
        }
    }

    private (int, string) Log(JsonObject json)
    {
        var metrics = json["metrics"] as JsonArray ?? [];
        var parameters = json["params"] as JsonArray ?? [];
        if ((string?)json["run_id"] != "run1" || metrics.Count > 1000 || parameters.Count > 100)
            return (400, """{"error_code":"INVALID_PARAMETER_VALUE","message":"limits"}""");
        BatchSizes.Add(metrics.Count + parameters.Count);
        Metrics.AddRange(metrics.Select(m => (JsonObject)m!.DeepClone()));
        foreach (var p in parameters)
            Parameters.Add((string)p!["key"]!, (string)p["value"]!);
        return (200, "{}");
    }
}
