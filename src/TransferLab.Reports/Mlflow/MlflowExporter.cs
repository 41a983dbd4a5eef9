using System.Text.Json.Nodes;

namespace TransferLab.Reports.Mlflow;

/// <summary>Records a run with an MLflow tracking server over its REST API 2.0: parameters, tags, metrics; and, where the server
/// passes artifacts on (its address of them begins with <c>mlflow-artifacts:</c>), <c>report.html</c>, if the run has it.</summary>
public sealed class MlflowExporter : IRunExporter
{
    // The documented limits of one log-batch call.
    private const int MostMetrics = 1000;
    private const int MostParameters = 100;
    private readonly MlflowOptions _options;

    /// <summary>An exporter to a server.</summary>
    public MlflowExporter(MlflowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Records the run.</summary>
    /// <returns>Address of the run in the server's pages.</returns>
    /// <inheritdoc/>
    public string Export(RunSummary run, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var client = new MlflowClient(_options);
        try
        {
            var experiment = Experiment(client, cancellation);
            var created = client.Post("runs/create", new JsonObject
            {
                ["experiment_id"] = experiment,
                ["run_name"] = Path.GetFileName(run.Result.Run),
                ["start_time"] = run.Config.Created.ToUnixTimeMilliseconds(),
                ["tags"] = Array(MlflowRecords.Tags(run)),
            }, cancellation);
            var info = created["run"]?["info"];
            var id = Text(info?["run_id"], "runs/create");
            Fill(client, run, folder, id, (string?)info?["artifact_uri"] ?? "", cancellation);
            var server = _options.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
            return $"{server}/#/experiments/{Uri.EscapeDataString(experiment)}/runs/{Uri.EscapeDataString(id)}";
        }
        catch (MlflowRefusedException e)
        {
            throw new ReportException(e.Message, e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // A field of another type than MLflow documents.
            throw new ReportException($"{_options.Server} gave an answer that is not from an MLflow server: {e.Message}", e);
        }
    }

    private static void Fill(MlflowClient client, RunSummary run, string folder, string id, string artifacts, CancellationToken cancellation)
    {
        var status = "FAILED";
        try
        {
            foreach (var batch in MlflowRecords.Parameters(run).Chunk(MostParameters))
                client.Post("runs/log-batch", new JsonObject { ["run_id"] = id, ["params"] = Array(batch) }, cancellation);
            foreach (var batch in MlflowRecords.Metrics(run).Chunk(MostMetrics))
                client.Post("runs/log-batch", new JsonObject { ["run_id"] = id, ["metrics"] = Array(batch) }, cancellation);
            const string scheme = "mlflow-artifacts:";
            var report = new RunFiles(folder).Report;
            if (artifacts.StartsWith(scheme, StringComparison.Ordinal) && File.Exists(report) && Uri.TryCreate(artifacts, UriKind.Absolute, out var uri))
                client.PutArtifact(Uri.UnescapeDataString(uri.AbsolutePath) + "/" + Path.GetFileName(report), "text/html", File.ReadAllBytes(report),
                    cancellation);
            status = "FINISHED";
        }
        finally
        {
            Close(client, run, id, status, cancellation);
        }
    }

    private static void Close(MlflowClient client, RunSummary run, string id, string status, CancellationToken cancellation)
    {
        var end = run.Config.Created.AddSeconds(run.Metrics.Sum(m => m.Seconds)).ToUnixTimeMilliseconds();
        var update = new JsonObject { ["run_id"] = id, ["status"] = status, ["end_time"] = end };
        try
        {
            client.Post("runs/update", update, cancellation);
        }
        catch (Exception e) when (status == "FAILED" && e is (MlflowRefusedException or ReportException or OperationCanceledException))
        {
            // The exception under way says what went wrong first.
        }
    }

    private string Experiment(MlflowClient client, CancellationToken cancellation)
    {
        try
        {
            return ByName();
        }
        catch (MlflowRefusedException e) when (e.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            try
            {
                const string create = "experiments/create";
                return Text(client.Post(create, new JsonObject { ["name"] = _options.Experiment }, cancellation)["experiment_id"], create);
            }
            catch (MlflowRefusedException late) when (late.Code == "RESOURCE_ALREADY_EXISTS")
            {
                // Another run was quicker.
                return ByName();
            }
        }

        string ByName()
        {
            const string call = "experiments/get-by-name";
            return Text(client.Get(call, "experiment_name", _options.Experiment, cancellation)["experiment"]?["experiment_id"], call);
        }
    }

    private string Text(JsonNode? node, string call) =>
        (string?)node ?? throw new ReportException($"{_options.Server} answered '{call}' with something that is not from an MLflow server: check the address.");

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);
}
