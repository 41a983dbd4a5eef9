using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TransferLab.Service.Classify;
using TransferLab.Service.Errors;
using TransferLab.Service.Models;
using TransferLab.Service.Security;

namespace TransferLab.Service.Explain;

/// <summary>Heat maps: where a classifier looked.</summary>
internal static class ExplainEndpoints
{
    private const string Png = "image/png";
    private const string MapHeader = "Heat-Map";

    public static void MapExplain(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Explain");
        Describe(group.MapPost("/explain", ExplainByDefault).WithName("Explain").WithSummary("Where the default model looked for a label in a picture: numbers, or with Accept: image/png a picture."));
        Describe(group.MapPost("/models/{name}/explain", Explain).WithName("ExplainByModel").WithSummary("Where a model looked for a label in a picture: numbers, or with Accept: image/png a picture."));
    }

    // What decides is the content: */* keeps routing from refusing a type, or a request without one.
    private static void Describe(RouteHandlerBuilder endpoint) =>
        endpoint.Needs(KeyScope.Predict).Accepts<ClassifyJsonRequest>("application/json", "multipart/form-data", "*/*").Produces<ExplainResponse>(200, "application/json")
            .AddOpenApiOperationTransformer(AddPicture).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    // One status with two kinds of content is more than the metadata of an endpoint can say.
    private static Task AddPicture(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (operation.Responses?["200"] is OpenApiResponse { Content: { } content })
            content[Png] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        return Task.CompletedTask;
    }

    /// <summary>Explains a picture by the default model.</summary>
    private static Task<IResult> ExplainByDefault(HttpRequest request, ModelRegistry models, ClassifyReader reader, Explaining explaining, CancellationToken cancellation, string? label = null) =>
        AnswerAsync(models.Default, request, reader, explaining, label, cancellation);

    /// <summary>Explains a picture by a model.</summary>
    private static Task<IResult> Explain(string name, HttpRequest request, ModelRegistry models, ClassifyReader reader, Explaining explaining, CancellationToken cancellation, string? label = null) =>
        AnswerAsync(models.Get(name), request, reader, explaining, label, cancellation);

    private static async Task<IResult> AnswerAsync(ServedModel model, HttpRequest request, ClassifyReader reader, Explaining explaining, string? label, CancellationToken cancellation)
    {
        using var input = await reader.ReadAsync(request, default, cancellation).ConfigureAwait(false);
        if (input.Images.Count != 1)
            throw ServiceException.BadRequest($"The request holds {input.Images.Count} images; one is explained at a time.");
        // The version is chosen when all is there: a slow upload holds none.
        using var lease = model.Hold();
        var asPicture = request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Png, StringComparison.OrdinalIgnoreCase));
        var explained = await explaining.ExplainAsync(lease.Model, input.Images[0].Bytes, string.IsNullOrEmpty(label) ? null : label, asPicture, cancellation).ConfigureAwait(false);
        if (explained.Png is { } png)
        {
            // A picture cannot say it itself.
            if (explained.Explanation.Map.IsEmpty)
                request.HttpContext.Response.Headers[MapHeader] = "empty";
            return TypedResults.Bytes(png, Png);
        }
        var (map, region) = (explained.Explanation.Map, explained.Explanation.Region);
        return TypedResults.Ok(new ExplainResponse
        {
            Model = lease.Model.Name,
            Version = lease.Model.Version,
            Label = explained.Explanation.Label,
            Probability = explained.Explanation.Probability,
            Grid = [map.Height, map.Width],
            Map = [.. Enumerable.Range(0, map.Height).Select(y => map.Values.Slice(y * map.Width, map.Width).ToArray())],
            Region = new(region.X, region.Y, region.Width, region.Height),
        });
    }
}
