namespace TransferLab.Service.Health;

/// <summary>State of the host.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthResponse(string Status);
