using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferLab.Service.Errors;
using TransferLab.Service.Inference;
using TransferLab.Service.Models;
using TransferLab.Service.Security;

namespace TransferLab.Service.Classify;

/// <summary>Classification of pictures.</summary>
internal static class ClassifyEndpoints
{
    public static void MapClassify(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Classify");
        Describe(group.MapPost("/classify", ClassifyByDefault).WithName("Classify").WithSummary("Labels and probabilities of pictures, by the default model."));
        Describe(group.MapPost("/models/{name}/classify", Classify).WithName("ClassifyByModel").WithSummary("Labels and probabilities of pictures, by a model."));
    }

    // What decides is the content: */* keeps routing from refusing a type, or a request without one.
    private static void Describe(RouteHandlerBuilder endpoint) =>
        endpoint.Needs(KeyScope.Predict).Accepts<ClassifyJsonRequest>("application/json", "multipart/form-data", "*/*")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    /// <summary>Classifies pictures by the default model.</summary>
    private static Task<Ok<ClassifyResponse>> ClassifyByDefault(HttpRequest request, ModelRegistry models, ClassifyReader reader, Scoring scoring, CancellationToken cancellation, string? top = null, string? threshold = null) =>
        AnswerAsync(models.Default, request, reader, scoring, ClassifyChoice.Parse(top, threshold), cancellation);

    /// <summary>Classifies pictures by a model.</summary>
    private static Task<Ok<ClassifyResponse>> Classify(string name, HttpRequest request, ModelRegistry models, ClassifyReader reader, Scoring scoring, CancellationToken cancellation, string? top = null, string? threshold = null) =>
        AnswerAsync(models.Get(name), request, reader, scoring, ClassifyChoice.Parse(top, threshold), cancellation);

    private static async Task<Ok<ClassifyResponse>> AnswerAsync(ServedModel model, HttpRequest request, ClassifyReader reader, Scoring scoring, ClassifyChoice choice, CancellationToken cancellation)
    {
        using var input = await reader.ReadAsync(request, choice, cancellation).ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        // The version is chosen when all is there: a slow upload holds none.
        using var lease = model.Hold();
        var scores = await scoring.ScoreAsync(lease, input.Images, cancellation).ConfigureAwait(false);
        var classifier = lease.Model.Classifier;
        var response = new ClassifyResponse
        {
            Model = lease.Model.Name,
            Version = lease.Model.Version,
            Task = classifier.Package.Config.Task,
            Timings = new(Longest(scores, s => s.Decode), Longest(scores, s => s.Wait), Longest(scores, s => s.Inference), Milliseconds(Stopwatch.GetElapsedTime(start))),
        };
        if (input.IsList)
            return TypedResults.Ok(response with
            {
                Results = [.. scores.Select((s, i) => s.Score.Error is { } error
                    ? new ClassifyResult(input.Names[i], null, null, error)
                    : new ClassifyResult(input.Names[i], input.Choice.Labels(classifier, s.Score), input.Choice.Predictions(classifier, s.Score), null))],
            });
        return scores[0].Score is { Error: null } score
            ? TypedResults.Ok(response with { Labels = input.Choice.Labels(classifier, score), Predictions = input.Choice.Predictions(classifier, score) })
            : throw ServiceException.BadImage(scores[0].Score.Error!);
    }

    private static double Longest(ScoredImage[] scores, Func<ScoredImage, TimeSpan> time) => Milliseconds(scores.Max(time));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
