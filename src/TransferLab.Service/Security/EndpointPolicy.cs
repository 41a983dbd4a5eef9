using Microsoft.AspNetCore.Http.Metadata;

namespace TransferLab.Service.Security;

/// <summary>What endpoints, or a group of them, say of themselves: <see cref="KeyCheck"/> and the OpenAPI description read it.</summary>
internal static class EndpointPolicy
{
    /// <summary>Asks for a key with a scope.</summary>
    public static T Needs<T>(this T endpoints, KeyScope scope) where T : IEndpointConventionBuilder => endpoints.WithMetadata(new ScopeMetadata(scope));

    /// <summary>Writes every use to the audit log.</summary>
    public static T Audited<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(new AuditMetadata());

    /// <summary>Says which bodies are read. Content decides, not its type: with */* routing refuses none, nor a request without one.</summary>
    public static T Takes<T>(this T endpoints, Type body, params string[] types) where T : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new AcceptsMetadata(types, body));

    /// <summary>Says which statuses are answered by a ProblemDetails.</summary>
    public static T Problems<T>(this T endpoints, params ReadOnlySpan<int> statuses) where T : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            endpoints.ProducesProblem(status);
        return endpoints;
    }

    /// <summary>Says which status is answered by a protocol's own error.</summary>
    public static T Errors<T>(this T endpoints, int status, Type error) where T : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new ProducesResponseTypeMetadata(status, error, ["application/json"]));
}

/// <summary>The scope that an endpoint asks for.</summary>
internal sealed record ScopeMetadata(KeyScope Scope);

/// <summary>Marks endpoints whose use is written to the audit log.</summary>
internal sealed record AuditMetadata;
