namespace TransferLab.Service.OpenInference;

/// <summary>The Open Inference Protocol v2 over REST, with its binary tensor, classification and model repository extensions.</summary>
internal static class OpenInferenceEndpoints
{
    private const string HeaderLength = "Inference-Header-Content-Length";

    public static void MapOpenInference(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/v2").WithTags("Open Inference Protocol");
        all.MapGet("/", Server).WithName("ServerMetadata").WithSummary("Name, version and extensions of the server.");
        all.MapGet("/health/live", ServerLive).WithName("ServerLive").WithSummary("Whether the server answers.");
        all.MapGet("/health/ready", ServerReady).WithName("ServerReady").WithSummary("Whether every model is ready.");
        foreach (var (path, id) in (ReadOnlySpan<(string, string)>)[("/models/{model}", ""), ("/models/{model}/versions/{version}", "Version")])
        {
            var model = all.MapGroup(path).Needs(KeyScope.Predict);
            model.MapGet("", Metadata).WithName("ModelMetadata" + id).WithSummary("Inputs and outputs of a model.").Errors(404, typeof(InferenceError));
            model.MapGet("/ready", ModelReady).WithName("ModelReady" + id).WithSummary("Whether a model is ready.").Errors(400, typeof(InferenceError));
            model.MapPost("/infer", Infer).WithName("Infer" + id).WithSummary("Scores pictures: UINT8 or FP32 pixels, or BYTES of encoded pictures.")
                .Takes(typeof(InferenceRequest), "application/json", "application/octet-stream", "*/*")
                .Produces(200, contentType: "application/json").Errors(400, typeof(InferenceError));
        }
        var repository = all.MapGroup("/repository");
        repository.MapPost("/index", Index).WithName("RepositoryIndex").WithSummary("All versions of all models.").Needs(KeyScope.Predict);
        var changed = repository.MapGroup("/models/{model}").Needs(KeyScope.Admin).Audited();
        changed.MapPost("/load", Load).WithName("LoadModel").WithSummary("Brings a model into service, or looks for its new versions.");
        changed.MapPost("/unload", Unload).WithName("UnloadModel").WithSummary("Takes a model out of service.");
    }

    private static Ok<HealthAnswer> ServerLive() => TypedResults.Ok(new HealthAnswer(Live: true));

    private static Ok<ServerMetadata> Server() => TypedResults.Ok(new ServerMetadata("transferlab", EnvironmentInfo.Version,
        ["binary_tensor_data", "classification", "model_repository", "model_repository(unload_dependents)"]));

    private static Ok<HealthAnswer> ServerReady(ModelRegistry models) =>
        models.IsReady && models.Models.All(m => m.State.Unloaded || m.Routing.Serving is not null)
        ? TypedResults.Ok(new HealthAnswer(Ready: true))
        // The protocol says not ready by a client error.
        : throw ServiceException.BadRequest("not every model is ready");

    private static Ok<ModelMetadata> Metadata(string model, ModelRegistry models, string? version = null)
    {
        using var lease = Hold(models, model, version);
        var (served, classifier) = (lease.Model, lease.Model.Classifier);
        var (geometry, labels) = (classifier.Geometry, classifier.Labels.Count);
        return TypedResults.Ok(new ModelMetadata(served.Name, [.. models.Get(model).Routing.Versions.Select(v => Text(v.Version)).Order()], "onnxruntime_onnx",
            [new(classifier.Package.Config.Input.Name, "UINT8", [-1, geometry.Height, geometry.Width, 3])],
            [new("probabilities", "FP32", [-1, labels]), new("logits", "FP32", [-1, labels]), new("labels", "BYTES", [-1, 1])]));
    }

    private static Ok<HealthAnswer> ModelReady(string model, ModelRegistry models, string? version = null)
    {
        try
        {
            using var lease = Hold(models, model, version);
            return TypedResults.Ok(new HealthAnswer(Ready: true, Name: model));
        }
        catch (ServiceException e) when (e.Status == StatusCodes.Status503ServiceUnavailable)
        {
            throw ServiceException.BadRequest(e.Message);
        }
    }

    private static async Task<IResult> Infer(string model, [AsParameters] InferenceCall call, string? version = null)
    {
        var request = call.Context.Request;
        using var body = await PooledBody.ReadAsync(request, call.Budget, call.Cancellation).ConfigureAwait(false);
        var (inference, binary) = InferenceInput.Parse(body.Bytes, Length(request));
        using var lease = Hold(call.Models, model, version);
        var outputs = InferenceAnswer.Check(inference, lease.Model);
        var (images, arePixels) = InferenceInput.Read(inference, binary, lease.Model, call.Options.Limits.Images);
        var scores = await call.Scoring.ScoreAsync(lease, images, arePixels, call.Cancellation).ConfigureAwait(false);
        for (var i = 0; i < scores.Length; i++)
            if (scores[i].Score.Error is { } error)
                throw ServiceException.BadRequest($"image {i} cannot be used: {error}");
        var (answer, header) = InferenceAnswer.Write(inference, outputs, lease.Model, [.. scores.Select(s => s.Score)]);
        if (header is { } length)
            call.Context.Response.Headers[HeaderLength] = Text(length);
        return TypedResults.Bytes(answer, header is null ? "application/json" : "application/octet-stream");
    }

    private static Ok<IReadOnlyList<RepositoryEntry>> Index(ModelRegistry models, RepositoryIndexRequest? request = null)
    {
        var entries = models.Models.SelectMany(m => ModelEndpoints.Describe(m, models).Versions.Select(v => new RepositoryEntry(m.Name, Text(v.Version),
            v.State is "serving" or "canary" or "shadow" ? "READY" : "UNAVAILABLE", v.Error ?? (v.State == "available" ? "not in service" : ""))));
        return TypedResults.Ok<IReadOnlyList<RepositoryEntry>>([.. entries.Where(e => request?.Ready != true || e.State == "READY")]);
    }

    private static Task<IResult> Load(string model, ModelRegistry models) => Switch(model, models, on: true);

    private static Task<IResult> Unload(string model, ModelRegistry models) => Switch(model, models, on: false);

    private static async Task<IResult> Switch(string model, ModelRegistry models, bool on)
    {
        await Task.Run(() => models.Switch(model, on)).ConfigureAwait(false);
        return TypedResults.Ok();
    }

    private static ModelLease Hold(ModelRegistry models, string model, string? version)
    {
        var served = models.Get(model);
        return version is null ? served.Hold()
            : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? served.Hold(number)
            : throw ServiceException.NotFound($"The model '{model}' has no such version in service; versions are whole numbers.");
    }

    private static long? Length(HttpRequest request) => !request.Headers.TryGetValue(HeaderLength, out var value) ? null
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
        : throw ServiceException.BadRequest($"{HeaderLength} is no number");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What inference is called with.</summary>
internal sealed record InferenceCall(
    HttpContext Context, ModelRegistry Models, ByteBudget Budget, Scoring Scoring, ClassifierHostOptions Options, CancellationToken Cancellation);
