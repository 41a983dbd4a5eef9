using Microsoft.AspNetCore.WebUtilities;
using TransferLab.Service.CustomVision;
using TransferLab.Service.OpenInference;

namespace TransferLab.Service;

/// <summary>Turns every exception and bare error status into an answer. What is no answer to a bad request is logged and told to nobody outside.</summary>
internal sealed partial class ErrorHandling(RequestDelegate next, ILogger<ErrorHandling> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 })
                await ErrorShape.WriteAsync(context, context.Response.StatusCode, null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (ServiceException e) when (!context.Response.HasStarted)
        {
            await Answer(context, e.Status, e.Message, e.RetryAfter, e.Code).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            var words = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is larger than this host accepts." : e.Message;
            await Answer(context, e.StatusCode, words).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Connections.ConnectionResetException)
        {
            // The client went away in the midst of its body.
        }
#pragma warning disable CA1031 // The last line of defence: whatever arrives here is a defect, and the client is told no more than that.
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            Defect(context.Request.Method, context.Request.Path, e);
            await Answer(context, StatusCodes.Status500InternalServerError, "The host failed at this request; its log has the details.").ConfigureAwait(false);
        }
    }

    private static Task Answer(HttpContext context, int status, string message, int? retryAfter = null, string? code = null)
    {
        context.Response.Clear();
        return ErrorShape.WriteAsync(context, status, message, retryAfter, code);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed: this is a defect of TransferLab.")]
    private partial void Defect(string method, string path, Exception e);
}

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
        var (title, type) = (ReasonPhrases.GetReasonPhrase(status), $"https://httpstatuses.io/{status}");
        var problem = new ProblemDetails { Status = status, Title = title, Type = type, Detail = detail };
        return response.WriteAsJsonAsync(problem, ServiceJson.Default.ProblemDetails, "application/problem+json");
    }
}
