using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferLab.Service.Classify;
using TransferLab.Service.Errors;
using TransferLab.Service.Inference;
using TransferLab.Service.Models;
using TransferLab.Service.Security;
using TransferLab.Service.Uploads;

namespace TransferLab.Service.CustomVision;

/// <summary>
/// The prediction API of Azure Custom Vision, v3.0 and v3.1, and the routes of its exported containers, so that clients change an address and nothing else. The published name
/// is the model's; any project identifier does. Nothing is ever stored, so that the nostore routes are the same.
/// </summary>
internal static class CustomVisionEndpoints
{
    public static void MapCustomVision(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Custom Vision");
        foreach (var version in (string[])["v3.0", "v3.1"])
        {
            var prefix = $"/customvision/{version}/prediction/{{projectId:guid}}";
            var id = version.Replace(".", "", StringComparison.Ordinal);
            Map(group, prefix + "/classify/iterations/{publishedName}", "CustomVision" + id, Image, Url);
            group.MapPost(prefix + "/detect/iterations/{publishedName}/{**rest}", Detect).ExcludeFromDescription();
        }
        // The routes of exported containers, with and without a project.
        Map(group, "/{projectId:guid}/classify/iterations/{publishedName}", "CustomVisionContainer", Image, Url);
        Map(group, "/{projectId:guid}", "CustomVisionProject", ImageOfProject, UrlOfProject);
        Map(group, "", "CustomVisionDefault", ImageByDefault, UrlByDefault);
    }

    /// <summary>Whether errors at a path are written as Custom Vision does.</summary>
    public static bool IsPath(PathString path)
    {
        if (path.StartsWithSegments("/customvision", StringComparison.OrdinalIgnoreCase))
            return true;
        var segments = (path.Value ?? "").Split('/', 3, StringSplitOptions.RemoveEmptyEntries);
        return segments.Length > 0 && (segments[0] is "image" or "url" || Guid.TryParse(segments[0], out _));
    }

    private static void Map(RouteGroupBuilder group, string prefix, string id, Delegate image, Delegate url)
    {
        foreach (var (suffix, name) in (ReadOnlySpan<(string, string)>)[("", ""), ("/nostore", "NoStore")])
        {
            group.MapPost(prefix + "/image" + suffix, image).WithName(id + "Image" + name).WithSummary("Labels of a picture: multipart part imageData, or the body.")
                .Needs(KeyScope.Predict).Accepts<byte[]>("application/octet-stream", "multipart/form-data", "*/*").Produces<CustomVisionError>(400);
            group.MapPost(prefix + "/url" + suffix, url).WithName(id + "Url" + name).WithSummary("Labels of a picture by URL, where the host may fetch.")
                .Needs(KeyScope.Predict).Accepts<CustomVisionUrl>("application/json", "*/*").Produces<CustomVisionError>(400);
        }
    }

    private static Task<Ok<CustomVisionResponse>> Image(Guid projectId, string publishedName, HttpRequest request, ModelRegistry models, ClassifyReader reader, Scoring scoring, CancellationToken cancellation) =>
        FromUpload(Find(models, publishedName), projectId, request, reader, scoring, cancellation);

    private static Task<Ok<CustomVisionResponse>> ImageOfProject(Guid projectId, HttpRequest request, ModelRegistry models, ClassifyReader reader, Scoring scoring, CancellationToken cancellation) =>
        FromUpload(models.Default, projectId, request, reader, scoring, cancellation);

    private static Task<Ok<CustomVisionResponse>> ImageByDefault(HttpRequest request, ModelRegistry models, ClassifyReader reader, Scoring scoring, CancellationToken cancellation) =>
        FromUpload(models.Default, null, request, reader, scoring, cancellation);

    private static Task<Ok<CustomVisionResponse>> Url(Guid projectId, string publishedName, HttpRequest request, ModelRegistry models, ClassifyReader reader, ByteBudget budget, Scoring scoring, CancellationToken cancellation) =>
        FromUrl(Find(models, publishedName), projectId, request, reader, budget, scoring, cancellation);

    private static Task<Ok<CustomVisionResponse>> UrlOfProject(Guid projectId, HttpRequest request, ModelRegistry models, ClassifyReader reader, ByteBudget budget, Scoring scoring, CancellationToken cancellation) =>
        FromUrl(models.Default, projectId, request, reader, budget, scoring, cancellation);

    private static Task<Ok<CustomVisionResponse>> UrlByDefault(HttpRequest request, ModelRegistry models, ClassifyReader reader, ByteBudget budget, Scoring scoring, CancellationToken cancellation) =>
        FromUrl(models.Default, null, request, reader, budget, scoring, cancellation);

    private static IResult Detect() => throw new ServiceException(StatusCodes.Status400BadRequest, "This host classifies pictures; it detects no objects in them.") { Code = "BadRequestNotSupported" };

    private static ServedModel Find(ModelRegistry models, string publishedName)
    {
        try
        {
            return models.Get(publishedName);
        }
        catch (ServiceException e)
        {
            throw new ServiceException(e.Status, e.Message, e) { Code = "NotFoundIteration" };
        }
    }

    private static async Task<Ok<CustomVisionResponse>> FromUpload(ServedModel model, Guid? project, HttpRequest request, ClassifyReader reader, Scoring scoring, CancellationToken cancellation)
    {
        using var input = await reader.ReadAsync(request, default, cancellation).ConfigureAwait(false);
        return input.Images.Count == 1
            ? await Answer(model, project, input.Images[0], scoring, cancellation).ConfigureAwait(false)
            : throw ServiceException.BadRequest("The request holds several images; Custom Vision takes one at a time.");
    }

    private static async Task<Ok<CustomVisionResponse>> FromUrl(ServedModel model, Guid? project, HttpRequest request, ClassifyReader reader, ByteBudget budget, Scoring scoring, CancellationToken cancellation)
    {
        CustomVisionUrl? url;
        using (var body = await PooledBody.ReadAsync(request.Body, budget, request.ContentLength, null, cancellation).ConfigureAwait(false))
        {
            try
            {
                // Some clients write Url, others url.
                url = JsonSerializer.Deserialize(body.Bytes.Span, CustomVisionJson.Default.CustomVisionUrl);
            }
            catch (JsonException e)
            {
                throw new ServiceException(StatusCodes.Status400BadRequest, "The body is no JSON of the form {\"url\":URL}.", e);
            }
        }
        if (string.IsNullOrEmpty(url?.Url))
            throw ServiceException.BadRequest("The body names no url.");
        using var image = await reader.FetchAsync(url.Url, cancellation).ConfigureAwait(false);
        return await Answer(model, project, image, scoring, cancellation).ConfigureAwait(false);
    }

    private static async Task<Ok<CustomVisionResponse>> Answer(ServedModel model, Guid? project, PooledBody image, Scoring scoring, CancellationToken cancellation)
    {
        using var lease = model.Hold();
        var score = (await scoring.ScoreAsync(lease, [image], cancellation).ConfigureAwait(false))[0].Score;
        if (score.Error is { } error)
            throw ServiceException.BadImage(error);
        var (version, classifier) = (lease.Model, lease.Model.Classifier);
        return TypedResults.Ok(new CustomVisionResponse(Guid.NewGuid(), project ?? version.ProjectId, version.Id, DateTime.UtcNow,
            [.. classifier.Rank(score).Select(p => new CustomVisionPrediction(p.Probability, version.TagIds[classifier.Package.IndexOf(p.Label)], p.Label))]));
    }
}
