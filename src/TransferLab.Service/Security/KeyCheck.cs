namespace TransferLab.Service.Security;

/// <summary>Asks for a key where an endpoint needs one, and keeps one client from taking the whole host.</summary>
internal sealed class KeyCheck(RequestDelegate next, ClientLimit limit, AuditLog audit, ApiKeys? keys = null)
{
    private const int LongestKey = 256;

    /// <summary>Where the name of the key is kept for logs.</summary>
    public const string ClientItem = "TransferLab.Client";

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var needed = endpoint?.Metadata.GetMetadata<ScopeMetadata>();
        var client = context.Connection.RemoteIpAddress?.ToString() ?? "local";
        if (needed is not null && keys is not null)
            client = Check(context, needed.Scope).Name;
        context.Items[ClientItem] = client;
        using var turn = needed is null ? null : limit.Enter(client);
        var audited = endpoint?.Metadata.GetMetadata<AuditMetadata>() is not null;
        try
        {
            await next(context).ConfigureAwait(false);
            if (audited)
                audit.Write(context, client, context.Response.StatusCode);
        }
        catch (Exception e) when (audited)
        {
            audit.Write(context, client, (e as ServiceException)?.Status ?? StatusCodes.Status500InternalServerError);
            throw;
        }
    }

    private ApiKey Check(HttpContext context, KeyScope scope)
    {
        var text = KeyOf(context.Request);
        var key = text is { Length: > 0 and <= LongestKey } ? keys!.Find(text) : null;
        if (key is null)
        {
            audit.Write(context, context.Connection.RemoteIpAddress?.ToString() ?? "local", StatusCodes.Status401Unauthorized);
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Task.CompletedTask;
            });
            throw new ServiceException(StatusCodes.Status401Unauthorized,
                text is null ? "This needs an API key: send it as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'." : "The API key is not known here.");
        }
        if (key.Allows(scope))
            return key;
        audit.Write(context, key.Name, StatusCodes.Status403Forbidden);
        throw new ServiceException(StatusCodes.Status403Forbidden, $"The API key '{key.Name}' does not have the scope {scope.ToString().ToLowerInvariant()}.");
    }

    private static string? KeyOf(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.Authorization.ToString() is { } bearer && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return bearer["Bearer ".Length..].Trim();
        foreach (var name in (ReadOnlySpan<string>)["X-Api-Key", "Prediction-Key", "Ocp-Apim-Subscription-Key"])
            if (headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } key)
                return key;
        return null;
    }
}
