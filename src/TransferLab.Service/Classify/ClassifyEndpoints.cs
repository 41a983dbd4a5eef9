namespace TransferLab.Service.Classify;

/// <summary>Classification of pictures.</summary>
internal static class ClassifyEndpoints
{
    public static void MapClassify(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Classify").Needs(KeyScope.Predict)
            .Takes(typeof(ClassifyJsonRequest), ClassifyReader.ContentTypes).Problems(400, 404, 413, 429, 503);
        group.MapPost("/classify", ClassifyByDefault).WithName("Classify").WithSummary("Labels and probabilities of pictures, by the default model.");
        group.MapPost("/models/{name}/classify", Classify).WithName("ClassifyByModel").WithSummary("Labels and probabilities of pictures, by a model.");
    }

    private static Task<Ok<ClassifyResponse>> ClassifyByDefault([AsParameters] ClassifyCall call) => AnswerAsync(call.Models.Default, call);

    private static Task<Ok<ClassifyResponse>> Classify(string name, [AsParameters] ClassifyCall call) => AnswerAsync(call.Models.Get(name), call);

    private static async Task<Ok<ClassifyResponse>> AnswerAsync(ServedModel model, ClassifyCall call)
    {
        var asked = ClassifyChoice.Parse(call.Top, call.Threshold);
        using var input = await call.Reader.ReadAsync(call.Request, asked, call.Cancellation).ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        // The version is chosen when all is there: a slow upload holds none.
        using var lease = model.Hold();
        var scores = await call.Scoring.ScoreAsync(lease, input.Images, call.Cancellation).ConfigureAwait(false);
        var (classifier, choice) = (lease.Model.Classifier, input.Choice);
        var response = new ClassifyResponse
        {
            Model = lease.Model.Name,
            Version = lease.Model.Version,
            Task = classifier.Package.Config.Task,
            Timings = new(Longest(scores, s => s.Decode), Longest(scores, s => s.Wait), Longest(scores, s => s.Inference),
                Milliseconds(Stopwatch.GetElapsedTime(start))),
        };
        if (input.IsList)
            return TypedResults.Ok(response with
            {
                Results = [.. scores.Select((s, i) => s.Score.Error is { } error
                    ? new ClassifyResult(input.Names[i], null, null, error)
                    : new ClassifyResult(input.Names[i], choice.Labels(classifier, s.Score), choice.Predictions(classifier, s.Score), null))],
            });
        return scores[0].Score is { Error: null } score
            ? TypedResults.Ok(response with { Labels = choice.Labels(classifier, score), Predictions = choice.Predictions(classifier, score) })
            : throw ServiceException.BadImage(scores[0].Score.Error!);
    }

    private static double Longest(ScoredImage[] scores, Func<ScoredImage, TimeSpan> time) => Milliseconds(scores.Max(time));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}

// Described by its summary alone: the OpenAPI generator puts what is said of a property on the body of the request.
/// <summary>What classification is called with; <see cref="ClassifyChoice"/> says what the query means.</summary>
internal sealed record ClassifyCall(
    HttpRequest Request, ModelRegistry Models, ClassifyReader Reader, Scoring Scoring,
    [FromQuery(Name = "top")] string? Top, [FromQuery(Name = "threshold")] string? Threshold, CancellationToken Cancellation);
