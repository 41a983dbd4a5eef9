namespace TransferLab.Service.CustomVision;

/// <summary>The prediction API of Azure Custom Vision, v3.0 and v3.1, and the routes of its exported containers, so that clients change an address and
/// nothing else. The published name is the model's; any project identifier does. Nothing is ever stored, so that the nostore routes are the same.</summary>
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
        var predictions = group.MapGroup(prefix).Needs(KeyScope.Predict).Errors(400, typeof(CustomVisionError));
        foreach (var (suffix, name) in (ReadOnlySpan<(string, string)>)[("", ""), ("/nostore", "NoStore")])
        {
            predictions.MapPost("/image" + suffix, image).WithName(id + "Image" + name)
                .WithSummary("Labels of a picture: multipart part imageData, or the body.")
                .Takes(typeof(byte[]), "application/octet-stream", "multipart/form-data", "*/*");
            predictions.MapPost("/url" + suffix, url).WithName(id + "Url" + name).WithSummary("Labels of a picture by URL, where the host may fetch.")
                .Takes(typeof(CustomVisionUrl), "application/json", "*/*");
        }
    }

    private static Task<Ok<CustomVisionResponse>> Image(Guid projectId, string publishedName, [AsParameters] CustomVisionCall call) =>
        FromUpload(call.Models.Get(publishedName), projectId, call);

    private static Task<Ok<CustomVisionResponse>> ImageOfProject(Guid projectId, [AsParameters] CustomVisionCall call) =>
        FromUpload(call.Models.Default, projectId, call);

    private static Task<Ok<CustomVisionResponse>> ImageByDefault([AsParameters] CustomVisionCall call) => FromUpload(call.Models.Default, null, call);

    private static Task<Ok<CustomVisionResponse>> Url(Guid projectId, string publishedName, [AsParameters] CustomVisionCall call) =>
        FromUrl(call.Models.Get(publishedName), projectId, call);

    private static Task<Ok<CustomVisionResponse>> UrlOfProject(Guid projectId, [AsParameters] CustomVisionCall call) =>
        FromUrl(call.Models.Default, projectId, call);

    private static Task<Ok<CustomVisionResponse>> UrlByDefault([AsParameters] CustomVisionCall call) => FromUrl(call.Models.Default, null, call);

    private static IResult Detect() =>
        throw new ServiceException(400, "This host classifies pictures; it detects no objects in them.") { Code = "BadRequestNotSupported" };

    private static async Task<Ok<CustomVisionResponse>> FromUpload(ServedModel model, Guid? project, CustomVisionCall call)
    {
        using var input = await call.Reader.ReadAsync(call.Request, default, call.Cancellation).ConfigureAwait(false);
        return input.Images.Count == 1
            ? await Answer(model, project, input.Images[0], call).ConfigureAwait(false)
            : throw ServiceException.BadRequest("The request holds several images; Custom Vision takes one at a time.");
    }

    private static async Task<Ok<CustomVisionResponse>> FromUrl(ServedModel model, Guid? project, CustomVisionCall call)
    {
        CustomVisionUrl? url;
        using (var body = await PooledBody.ReadAsync(call.Request, call.Budget, call.Cancellation).ConfigureAwait(false))
        {
            try
            {
                // Some clients write Url, others url.
                url = JsonSerializer.Deserialize(body.Bytes.Span, ServiceJson.Default.CustomVisionUrl);
            }
            catch (JsonException e)
            {
                throw ServiceException.BadRequest("The body is no JSON of the form {\"url\":URL}.", e);
            }
        }
        if (string.IsNullOrEmpty(url?.Url))
            throw ServiceException.BadRequest("The body names no url.");
        using var image = await call.Reader.FetchAsync(url.Url, call.Cancellation).ConfigureAwait(false);
        return await Answer(model, project, image, call).ConfigureAwait(false);
    }

    private static async Task<Ok<CustomVisionResponse>> Answer(ServedModel model, Guid? project, PooledBody image, CustomVisionCall call)
    {
        using var lease = model.Hold();
        var score = (await call.Scoring.ScoreAsync(lease, [image], call.Cancellation).ConfigureAwait(false))[0].Score;
        if (score.Error is { } error)
            throw ServiceException.BadImage(error);
        var (version, classifier) = (lease.Model, lease.Model.Classifier);
        return TypedResults.Ok(new CustomVisionResponse(Guid.NewGuid(), project ?? version.ProjectId, version.Id, DateTime.UtcNow,
            [.. classifier.Rank(score).Select(p => new CustomVisionPrediction(p.Probability, version.TagIds[classifier.Package.IndexOf(p.Label)], p.Label))]));
    }
}

/// <summary>What a prediction is called with, whatever stands in its route.</summary>
internal sealed record CustomVisionCall(
    HttpRequest Request, ModelRegistry Models, ClassifyReader Reader, ByteBudget Budget, Scoring Scoring, CancellationToken Cancellation);
