namespace TransferLab.Reports.Mlflow;

/// <summary>An MLflow server said no.</summary>
/// <param name="code">MLflow's error code; empty where it gave none.</param>
/// <param name="message">What it refused and why.</param>
internal sealed class MlflowRefusedException(string code, string message) : Exception(message)
{
    /// <summary>MLflow's error code, e.g. <c>RESOURCE_DOES_NOT_EXIST</c>.</summary>
    public string Code => code;
}
