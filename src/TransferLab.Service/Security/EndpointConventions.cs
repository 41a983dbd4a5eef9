namespace TransferLab.Service.Security;

/// <summary>What endpoints say of themselves.</summary>
internal static class EndpointConventions
{
    /// <summary>Asks for a key with a scope.</summary>
    public static T Needs<T>(this T endpoint, KeyScope scope) where T : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new ScopeMetadata(scope));
        return endpoint;
    }

    /// <summary>Writes every use to the audit log.</summary>
    public static T Audited<T>(this T endpoint) where T : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new AuditMetadata());
        return endpoint;
    }

    /// <summary>Changes what the host serves: asks for an administrator's key and is written to the audit log.</summary>
    public static RouteHandlerBuilder Changes(this RouteHandlerBuilder endpoint, params int[] problems)
    {
        endpoint.Needs(KeyScope.Admin).Audited();
        foreach (var status in problems)
            endpoint.ProducesProblem(status);
        return endpoint;
    }
}
