using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferLab.Files;
using TransferLab.Service.Errors;
using TransferLab.Service.Hosting;
using TransferLab.Service.Inference;
using TransferLab.Service.Models;
using TransferLab.Service.Security;
using TransferLab.Service.Uploads;

namespace TransferLab.Service.OpenInference;

/// <summary>The Open Inference Protocol v2 over REST, with its binary tensor, classification and model repository extensions.</summary>
internal static class OpenInferenceEndpoints
{
    private const string HeaderLength = "Inference-Header-Content-Length";

    public static void MapOpenInference(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v2").WithTags("Open Inference Protocol");
        group.MapGet("/", Server).WithName("ServerMetadata").WithSummary("Name, version and extensions of the server.");
        group.MapGet("/health/live", () => TypedResults.Ok(new HealthAnswer(Live: true))).WithName("ServerLive").WithSummary("Whether the server answers.");
        group.MapGet("/health/ready", ServerReady).WithName("ServerReady").WithSummary("Whether every model is ready.");
        foreach (var (path, id) in (ReadOnlySpan<(string, string)>)[("/models/{model}", ""), ("/models/{model}/versions/{version}", "Version")])
        {
            group.MapGet(path, Metadata).WithName("ModelMetadata" + id).WithSummary("Inputs and outputs of a model.").Needs(KeyScope.Predict).Produces<InferenceError>(404);
            group.MapGet(path + "/ready", ModelReady).WithName("ModelReady" + id).WithSummary("Whether a model is ready.").Needs(KeyScope.Predict).Produces<InferenceError>(400);
            group.MapPost(path + "/infer", Infer).WithName("Infer" + id).WithSummary("Scores pictures: UINT8 or FP32 pixels, or BYTES of encoded pictures.").Needs(KeyScope.Predict)
                .Accepts<InferenceRequest>("application/json", "application/octet-stream", "*/*").Produces(200, contentType: "application/json").Produces<InferenceError>(400);
        }
        group.MapPost("/repository/index", Index).WithName("RepositoryIndex").WithSummary("All versions of all models.").Needs(KeyScope.Predict);
        group.MapPost("/repository/models/{model}/load", Load).WithName("LoadModel").WithSummary("Brings a model into service, or looks for its new versions.").Needs(KeyScope.Admin).Audited();
        group.MapPost("/repository/models/{model}/unload", Unload).WithName("UnloadModel").WithSummary("Takes a model out of service.").Needs(KeyScope.Admin).Audited();
    }

    private static Ok<ServerMetadata> Server() => TypedResults.Ok(new ServerMetadata("transferlab", EnvironmentInfo.Version,
        ["binary_tensor_data", "classification", "model_repository", "model_repository(unload_dependents)"]));

    private static Ok<HealthAnswer> ServerReady(ModelRegistry models) => models.IsReady && models.Models.All(m => m.IsUnloaded || m.Routing.Serving is not null)
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

    private static async Task<IResult> Infer(string model, HttpContext context, ModelRegistry models, ByteBudget budget, Scoring scoring, ClassifierHostOptions options, CancellationToken cancellation, string? version = null)
    {
        var request = context.Request;
        using var body = await PooledBody.ReadAsync(request.Body, budget, request.ContentLength, null, cancellation).ConfigureAwait(false);
        var (inference, binary) = InferenceInput.Parse(body.Bytes, Length(request));
        using var lease = Hold(models, model, version);
        var outputs = InferenceAnswer.Check(inference, lease.Model);
        var (images, arePixels) = InferenceInput.Read(inference, binary, lease.Model, options.Limits.Images);
        var scores = await scoring.ScoreAsync(lease, images, arePixels, cancellation).ConfigureAwait(false);
        for (var i = 0; i < scores.Length; i++)
            if (scores[i].Score.Error is { } error)
                throw ServiceException.BadRequest($"image {i} cannot be used: {error}");
        var (answer, header) = InferenceAnswer.Write(inference, outputs, lease.Model, [.. scores.Select(s => s.Score)]);
        if (header is { } length)
            context.Response.Headers[HeaderLength] = Text(length);
        return TypedResults.Bytes(answer, header is null ? "application/json" : "application/octet-stream");
    }

    private static Ok<IReadOnlyList<RepositoryEntry>> Index(ModelRegistry models, RepositoryIndexRequest? request = null)
    {
        var entries = models.Models.SelectMany(m => ModelEndpoints.Describe(m, models).Versions.Select(v => new RepositoryEntry(m.Name, Text(v.Version),
            v.State is "serving" or "canary" or "shadow" ? "READY" : "UNAVAILABLE", v.Error ?? (v.State == "available" ? "not in service" : ""))));
        return TypedResults.Ok<IReadOnlyList<RepositoryEntry>>([.. entries.Where(e => request?.Ready != true || e.State == "READY")]);
    }

    private static async Task<IResult> Load(string model, ModelRegistry models)
    {
        await Task.Run(() => models.Switch(model, on: true)).ConfigureAwait(false);
        return TypedResults.Ok();
    }

    private static async Task<IResult> Unload(string model, ModelRegistry models)
    {
        await Task.Run(() => models.Switch(model, on: false)).ConfigureAwait(false);
        return TypedResults.Ok();
    }

    private static ModelLease Hold(ModelRegistry models, string model, string? version)
    {
        var served = models.Get(model);
        return version is null ? served.Hold()
            : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? served.Hold(number)
            : throw ServiceException.NotFound($"The model '{model}' has no such version in service; versions are whole numbers.");
    }

    private static long? Length(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(HeaderLength, out var value))
            return null;
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : throw ServiceException.BadRequest($"{HeaderLength} is no number");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
