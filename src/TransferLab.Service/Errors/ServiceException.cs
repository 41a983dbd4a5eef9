namespace TransferLab.Service.Errors;

/// <summary>A request that cannot be done, with the status and the words it is answered with. Nothing from inside the host belongs into the message.</summary>
internal sealed class ServiceException(int status, string message, Exception? cause = null) : Exception(message, cause)
{
    public int Status => status;

    /// <summary>Seconds after which trying again makes sense; null where it does not.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What Custom Vision calls it; null for what goes with the status.</summary>
    public string? Code { get; init; }

    public static ServiceException BadRequest(string message, Exception? cause = null) => new(StatusCodes.Status400BadRequest, message, cause);

    public static ServiceException BadImage(string reason) =>
        new(StatusCodes.Status400BadRequest, $"The upload is no image that can be used: {reason}") { Code = "BadRequestImageFormat" };

    public static ServiceException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    public static ServiceException Conflict(string message, Exception? cause = null) => new(StatusCodes.Status409Conflict, message, cause);

    public static ServiceException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, message);

    public static ServiceException TooMany(string message, int retryAfter) => new(StatusCodes.Status429TooManyRequests, message) { RetryAfter = retryAfter };

    public static ServiceException Unavailable(string message, int retryAfter = 1) =>
        new(StatusCodes.Status503ServiceUnavailable, message) { RetryAfter = retryAfter };
}
