using TransferLab.Errors;

namespace TransferLab.Reports.Mlflow;

/// <summary>Which MLflow tracking server gets a run, and under which experiment.</summary>
public sealed record MlflowOptions
{
    /// <summary>The environment variable with the server's bearer token, as of MLflow's own clients.</summary>
    public const string TokenVariable = "MLFLOW_TRACKING_TOKEN";

    private static readonly SettingName s_server = new(nameof(Server)) { Name = "mlflow" };
    private static readonly SettingName s_experiment = new(nameof(Experiment)) { Name = "mlflow-experiment" };

    /// <summary>Address of the tracking server, e.g. <c>http://127.0.0.1:5000</c>.</summary>
    public required Uri Server { get; init; }
    /// <summary>Name of the experiment; made where it is missing. Default <c>transferlab</c>.</summary>
    public string Experiment { get; init; } = "transferlab";
    /// <summary>Bearer token; null for none. Never written anywhere.</summary>
    public string? Token { get; init; }
    /// <summary>How long one answer may take. Default 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Options from texts.</summary>
    /// <param name="address">Address of the server, http or https.</param>
    /// <param name="experiment">Name of the experiment; null for the default.</param>
    /// <exception cref="SettingException">The address is none, or holds a password.</exception>
    public static MlflowOptions Parse(string address, string? experiment)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            throw new SettingException($"{s_server} '{address}' is no address of a server; write e.g. "
                + $"{s_server.Of("http://127.0.0.1:5000")}.");
        if (server.UserInfo.Length > 0)
            throw new SettingException(
                $"{s_server} takes no user and password in the address; set the variable {TokenVariable} to a token.");
        if (experiment is not null && string.IsNullOrWhiteSpace(experiment))
            throw new SettingException($"{s_experiment} is empty: name an experiment.");
        var token = Environment.GetEnvironmentVariable(TokenVariable);
        return new MlflowOptions { Server = server, Experiment = experiment ?? "transferlab", Token = token is { Length: > 0 } ? token : null };
    }

    // Tokens must not come into logs by way of a record's text.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append("Server = ").Append(Server).Append(", Experiment = ").Append(Experiment);
        return true;
    }
}
