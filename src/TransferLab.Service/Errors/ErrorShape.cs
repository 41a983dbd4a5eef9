using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using TransferLab.Service.CustomVision;
using TransferLab.Service.Hosting;
using TransferLab.Service.OpenInference;

namespace TransferLab.Service.Errors;

/// <summary>Writes an error in the words of the protocol that was spoken: which one it is, the path says.</summary>
internal static class ErrorShape
{
    // Not tied to the request's token: that is what has run out when a request took too long.
    public static Task WriteAsync(HttpContext context, int status, string? detail, int? retryAfter = null, string? code = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (retryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var path = context.Request.Path;
        var words = detail ?? ReasonPhrases.GetReasonPhrase(status);
        if (CustomVisionEndpoints.IsPath(path))
            return response.WriteAsJsonAsync(CustomVisionError.Of(status, code, words), ServiceJson.Default.CustomVisionError);
        if (path.StartsWithSegments("/v2", StringComparison.Ordinal))
            return response.WriteAsJsonAsync(new InferenceError(words), ServiceJson.Default.InferenceError);
        var problem = new ProblemDetails { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Type = $"https://httpstatuses.io/{status}", Detail = detail };
        return response.WriteAsJsonAsync(problem, ServiceJson.Default.ProblemDetails, "application/problem+json");
    }
}
