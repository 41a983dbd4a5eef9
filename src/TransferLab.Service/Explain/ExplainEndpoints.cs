using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TransferLab.Service.Explain;

/// <summary>Heat maps: where a classifier looked.</summary>
internal static class ExplainEndpoints
{
    private const string Png = "image/png";

    public static void MapExplain(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Explain").Needs(KeyScope.Predict).Takes(typeof(ClassifyJsonRequest), ClassifyReader.ContentTypes)
            .AddOpenApiOperationTransformer(AddPicture).Problems(400, 404, 409, 413, 429, 503);
        group.MapPost("/explain", ExplainByDefault).WithName("Explain").Produces<ExplainResponse>(200, "application/json")
            .WithSummary("Where the default model looked for a label in a picture: numbers, or with Accept: image/png a picture.");
        group.MapPost("/models/{name}/explain", Explain).WithName("ExplainByModel").Produces<ExplainResponse>(200, "application/json")
            .WithSummary("Where a model looked for a label in a picture: numbers, or with Accept: image/png a picture.");
    }

    private static Task<IResult> ExplainByDefault([AsParameters] ExplainCall call) => AnswerAsync(call.Models.Default, call);

    private static Task<IResult> Explain(string name, [AsParameters] ExplainCall call) => AnswerAsync(call.Models.Get(name), call);

    // One status with two kinds of content is more than the metadata of an endpoint can say.
    private static Task AddPicture(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (operation.Responses?["200"] is OpenApiResponse { Content: { } content })
            content[Png] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        return Task.CompletedTask;
    }

    private static async Task<IResult> AnswerAsync(ServedModel model, ExplainCall call)
    {
        using var input = await call.Reader.ReadAsync(call.Request, default, call.Cancellation).ConfigureAwait(false);
        if (input.Images.Count != 1)
            throw ServiceException.BadRequest($"The request holds {input.Images.Count} images; one is explained at a time.");
        // The version is chosen when all is there: a slow upload holds none.
        using var lease = model.Hold();
        var asPicture = call.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Png, StringComparison.OrdinalIgnoreCase));
        var label = string.IsNullOrEmpty(call.Label) ? null : call.Label;
        var (explanation, png) = await call.Explaining.ExplainAsync(lease.Model, input.Images[0].Bytes, label, asPicture, call.Cancellation)
            .ConfigureAwait(false);
        var (map, region) = (explanation.Map, explanation.Region);
        if (png is not null)
        {
            // A picture cannot say it itself.
            if (map.IsEmpty)
                call.Request.HttpContext.Response.Headers["Heat-Map"] = "empty";
            return TypedResults.Bytes(png, Png);
        }
        return TypedResults.Ok(new ExplainResponse
        {
            Model = lease.Model.Name,
            Version = lease.Model.Version,
            Label = explanation.Label,
            Probability = explanation.Probability,
            Grid = [map.Height, map.Width],
            Map = [.. Enumerable.Range(0, map.Height).Select(y => map.Values.Slice(y * map.Width, map.Width).ToArray())],
            Region = new(region.X, region.Y, region.Width, region.Height),
        });
    }
}

/// <summary>What an explanation is called with.</summary>
internal sealed record ExplainCall(
    HttpRequest Request, ModelRegistry Models, ClassifyReader Reader, Explaining Explaining,
    [FromQuery(Name = "label")] string? Label, CancellationToken Cancellation);
