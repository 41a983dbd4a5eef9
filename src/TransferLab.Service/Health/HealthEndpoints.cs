namespace TransferLab.Service.Health;

/// <summary>Liveness (the process answers) apart from readiness (it can classify).</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", Live).WithName("Live").WithSummary("Whether the process answers.");
        group.MapGet("/ready", Ready).WithName("Ready").ProducesProblem(503)
            .WithSummary("Whether a model is loaded, its golden images were scored right, and the host is not about to stop.");
    }

    private static Ok<HealthResponse> Live() => TypedResults.Ok(new HealthResponse("live"));

    private static Ok<HealthResponse> Ready(ModelRegistry models, IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.IsCancellationRequested
        ? throw ServiceException.Unavailable("The host is stopping.")
        : models.IsReady ? TypedResults.Ok(new HealthResponse("ready")) : throw ServiceException.Unavailable("No model works yet.", 5);
}

/// <summary>State of the host.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthResponse(string Status);
