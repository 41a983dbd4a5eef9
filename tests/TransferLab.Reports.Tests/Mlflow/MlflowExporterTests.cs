using System.Diagnostics;
using TransferLab.Errors;
using TransferLab.Reports.Mlflow;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Servers;

namespace TransferLab.Reports.Tests.Mlflow;

public sealed class MlflowExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrackingServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_is_recorded_with_parameters_metrics_and_report()
    {
        _folder.Add("report.html", "<p>the page</p>");
        var address = Export(new() { Server = _server.Address, Experiment = "new / one", Token = "secret" });
        Assert.Equal($"{_server.Address}/#/experiments/3/runs/run1", address);
        Assert.Equal(["experiments/get-by-name", "experiments/create", "runs/create", "runs/log-batch", "runs/log-batch", "artifacts", "runs/update"], _server.Calls);
        Assert.True(_server.Experiments.ContainsKey("new / one"));
        Assert.All(_server.Authorizations, a => Assert.Equal("Bearer secret", a));
        Assert.Equal("first & best", (string?)_server.Created!["run_name"]);
        Assert.Equal(1767323045000, (long)_server.Created["start_time"]!);
        Assert.Equal("partial:1", _server.Parameters["freeze"]);
        Assert.Equal("Light", _server.Parameters["augment"]);
        Assert.DoesNotContain(_server.Parameters, p => p.Value.Length == 0);
        Assert.Equal([6L, 12, 18, 24, 30], _server.Metrics.Where(m => (string?)m["key"] == "train/loss").Select(m => (long)m["step"]!));
        Assert.Equal(0.75, (double)Assert.Single(_server.Metrics, m => (string?)m["key"] == "final/accuracy")["value"]!);
        Assert.Equal(5, _server.Metrics.Count(m => (string?)m["key"] == "gradients/head"));
        var (path, (type, bytes)) = Assert.Single(_server.Artifacts);
        Assert.Equal(("/base/api/2.0/mlflow-artifacts/artifacts/3/run1/artifacts/report.html", "text/html", "<p>the page</p>"), (path, type, System.Text.Encoding.UTF8.GetString(bytes)));
        Assert.Equal("FINISHED", _server.Status);
    }

    [Fact]
    public void An_experiment_that_is_there_is_used_and_other_stores_get_no_artifact()
    {
        using var server = new TrackingServer { ArtifactRoot = "s3://bucket/run1" };
        server.Experiments["transferlab"] = "3";
        _folder.Add("report.html");
        new MlflowExporter(new() { Server = server.Address }).Export(SampleSummary.Single(), _folder.Path, Token);
        Assert.DoesNotContain("experiments/create", server.Calls);
        Assert.Empty(server.Artifacts);
        Assert.Equal([null], server.Authorizations.Distinct());
        Assert.Equal("FINISHED", server.Status);
    }

    [Fact]
    public void Long_runs_keep_to_the_limits_of_a_batch()
    {
        var run = SampleSummary.Single() with { Metrics = [.. Enumerable.Range(1, 900).Select(e => new EpochMetrics { Epoch = e, Step = e, TrainLoss = e == 5 ? double.NaN : 1 })], Gradients = [] };
        for (var i = 0; i < 150; i++)
            run.Config.Settings[$"setting {i} with signs:*?"] = new string('x', 1000);
        new MlflowExporter(new() { Server = _server.Address }).Export(run, _folder.Path, Token);
        Assert.Equal("FINISHED", _server.Status);
        Assert.Equal(899, _server.Metrics.Count(m => (string?)m["key"] == "train/loss"));
        Assert.Contains(1000, _server.BatchSizes);
        Assert.Contains("setting 7 with signs___", _server.Parameters.Keys);
        Assert.All(_server.Parameters.Values, v => Assert.True(v.Length <= 250));
    }

    [Theory]
    [InlineData("runs/create", 500, "boom", "status 500")]
    [InlineData("runs/create", 401, "{\"error_code\":\"UNAUTHENTICATED\",\"message\":\"who are you\"}", "MLFLOW_TRACKING_TOKEN")]
    [InlineData("runs/create", 200, "<html>hello</html>", "not from an MLflow server")]
    [InlineData("runs/create", 200, "{\"run\":{\"info\":{\"run_id\":5}}}", "not from an MLflow server")]
    [InlineData("runs/create", 200, "{\"run\":[1]}", "not from an MLflow server")]
    [InlineData("runs/create", 200, "[]", "not from an MLflow server")]
    [InlineData("runs/create", 302, "", "status 302")]
    [InlineData("experiments/get-by-name", 404, "nothing here", "status 404")]
    [InlineData("experiments/create", 400, "{\"error_code\":7,\"message\":[]}", "status 400")]
    [InlineData("runs/log-batch", 400, "{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"odd value\\nsecond line\"}", "odd value")]
    [InlineData("artifacts", 503, "", "status 503")]
    public void A_server_that_misbehaves_is_a_clear_error(string call, int status, string body, string says)
    {
        _folder.Add("report.html");
        _server.Instead[call] = (status, body);
        var e = Assert.Throws<ReportException>(() => Export(new() { Server = _server.Address }));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Contains(_server.Address.Authority, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("second line", e.Message, StringComparison.Ordinal);
        // A run that was begun is not left running.
        Assert.Equal(call is "runs/log-batch" or "artifacts" ? "FAILED" : null, _server.Status);
    }

    [Fact]
    public void An_experiment_made_meanwhile_by_another_run_is_used()
    {
        _server.Instead["experiments/create"] = (400, """{"error_code":"RESOURCE_ALREADY_EXISTS"}""");
        var e = Assert.Throws<ReportException>(() => Export(new() { Server = _server.Address }));
        Assert.Contains("No Experiment", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Calls.Count(c => c == "experiments/get-by-name"));
    }

    [Fact]
    public void A_server_that_falls_silent_is_given_up_after_the_timeout()
    {
        _server.Instead["runs/create"] = (0, "");
        var clock = Stopwatch.StartNew();
        var e = Assert.Throws<ReportException>(() => Export(new() { Server = _server.Address, Timeout = TimeSpan.FromSeconds(0.5) }));
        Assert.Contains("did not answer 'runs/create'", e.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.4, 10);
    }

    [Fact]
    public void Nobody_there_is_a_clear_error() =>
        Assert.Contains("cannot be reached", Assert.Throws<ReportException>(() => Export(new() { Server = LoopbackServer.Nobody() })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cancelled_export_is_no_error_of_the_server()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new MlflowExporter(new() { Server = _server.Address }).Export(SampleSummary.Single(), _folder.Path, cancelled.Token));
    }

    [Theory]
    [InlineData("ftp://x", null, "Server")]
    [InlineData("127.0.0.1:5000", null, "Server")]
    [InlineData("", null, "Server")]
    [InlineData("http://me:password@127.0.0.1", null, "MLFLOW_TRACKING_TOKEN")]
    [InlineData("http://127.0.0.1", " ", "Experiment")]
    public void A_senseless_address_or_experiment_is_an_error_that_names_the_option(string address, string? experiment, string says)
    {
        var e = Assert.Throws<SettingException>(() => MlflowOptions.Parse(address, experiment));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password@", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_is_not_in_the_options_text() =>
        Assert.DoesNotContain("secret", new MlflowOptions { Server = _server.Address, Token = "secret" }.ToString(), StringComparison.Ordinal);

    private string Export(MlflowOptions options) => new MlflowExporter(options).Export(SampleSummary.Single(), _folder.Path, Token);
}
