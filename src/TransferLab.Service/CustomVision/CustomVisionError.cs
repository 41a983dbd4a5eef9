namespace TransferLab.Service.CustomVision;

/// <summary>An error as Custom Vision writes it.</summary>
internal sealed record CustomVisionError(string Code, string Message)
{
    public static CustomVisionError Of(int status, string? code, string message) => new(code ?? status switch
    {
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status413PayloadTooLarge => "BadRequestImageSizeBytes",
        StatusCodes.Status415UnsupportedMediaType => "UnsupportedMediaType",
        StatusCodes.Status429TooManyRequests => "TooManyRequests",
        StatusCodes.Status503ServiceUnavailable => "ServiceUnavailable",
        >= 500 => "ErrorUnknown",
        _ => "BadRequest",
    }, message);
}
