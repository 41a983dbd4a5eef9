using TransferLab.Reports.Mlflow;

namespace TransferLab.Cli.Commands;

/// <summary>The options that send a run to an MLflow tracking server; nothing is sent without them.</summary>
internal sealed class MlflowFlags
{
    private readonly Option<string?> _server = Flags.Path("--mlflow", "URL",
        $"Record the finished run with an MLflow tracking server, e.g. http://127.0.0.1:5000; its token is taken from {MlflowOptions.TokenVariable}.");
    private readonly Option<string?> _experiment = Flags.Path("--mlflow-experiment", "NAME",
        "Experiment on the MLflow server; made where it is missing [default: transferlab].");

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [_server, _experiment];

    /// <summary>The server; null where none is named.</summary>
    /// <exception cref="UsageException">An experiment without a server.</exception>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public MlflowOptions? Read(ParseResult parsed)
    {
        var (server, experiment) = (parsed.GetValue(_server), parsed.GetValue(_experiment));
        if (server is not null)
            return MlflowOptions.Parse(server, experiment);
        return experiment is null ? null : throw new UsageException("--mlflow-experiment needs a server: name it by --mlflow URL.");
    }

    /// <summary>Records a run that has just been trained. That is done and well, whatever becomes of the server: failures are warnings.</summary>
    public static void Deliver(MlflowOptions server, string run, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            error.WriteLine($"recorded at {new MlflowExporter(server).Export(RunSummaryReader.Read(run), run, cancellation)}");
        }
        catch (Exception e) when (InputException.IsAnswer(e) || (e is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            var reason = e is OperationCanceledException ? "interrupted." : e.Message;
            error.WriteLine($"warning: the run was not recorded with MLflow: {reason} "
                + $"The run itself is done; send it later with: transferlab report {run} --mlflow {server.Server}");
        }
    }
}
