using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferLab.Classification;

namespace TransferLab.Service.Classify;

/// <summary>Classification of an uploaded image.</summary>
internal static class ClassifyEndpoints
{
    public static void MapClassify(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Classify");
        group.MapPost("/classify", Classify).WithName("Classify").WithSummary("Labels and probabilities of one image: a multipart file, or the image as the body.");
    }

    /// <summary>Classifies one image.</summary>
    private static async Task<Results<Ok<ClassifyResponse>, ProblemHttpResult>> Classify(HttpRequest request, ImageClassifier classifier, CancellationToken cancellation, string? top = null)
    {
        var count = 0;
        if (top is not null && (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1))
            return Problem(StatusCodes.Status400BadRequest, $"top={top} is no number from 1 on.");
        byte[] image;
        try
        {
            image = await ImageUpload.ReadAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ImageUploadException e)
        {
            return Problem(e.StatusCode, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Problem(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is larger than this host accepts." : e.Message);
        }
        var score = classifier.ScoreOrError(image);
        return score.Error is null
            ? TypedResults.Ok(new ClassifyResponse(classifier.Package.Config.Task, classifier.Decide(score), [.. classifier.Rank(score, count).Select(p => new ClassifyPrediction(p.Label, p.Probability))]))
            : Problem(StatusCodes.Status400BadRequest, $"The upload is no image that can be used: {score.Error}");
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
