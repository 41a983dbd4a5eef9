using Microsoft.AspNetCore.Http.HttpResults;

namespace TransferLab.Service.Health;

/// <summary>Liveness (the process answers) apart from readiness (it can classify).</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", Live).WithName("Live").WithSummary("Whether the process answers.");
        group.MapGet("/ready", Ready).WithName("Ready").WithSummary("Whether a classifier is loaded and its golden images were scored right.");
    }

    private static Ok<HealthResponse> Live() => TypedResults.Ok(new HealthResponse("live"));

    // A host without a usable classifier is never built, so one that answers is ready.
    private static Ok<HealthResponse> Ready() => TypedResults.Ok(new HealthResponse("ready"));
}
