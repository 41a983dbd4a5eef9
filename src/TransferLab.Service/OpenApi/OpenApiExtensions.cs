namespace TransferLab.Service.OpenApi;

/// <summary>The description of the interface, generated from its endpoints; docs/openapi.json is a copy of it.</summary>
internal static class OpenApiExtensions
{
    private const string Document = "v1";

    public static void AddServiceDescription(this IServiceCollection services) => services.AddOpenApi(Document, o => o.AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "TransferLab";
        document.Info.Description = "Classifies pictures, serves and replaces models, retrains them. docs/http.md explains it.";
        // Where it is served is not part of what it is.
        document.Servers?.Clear();
        return Task.CompletedTask;
    }));

    public static void MapServiceDescription(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi.json").ExcludeFromDescription();
}
