namespace TransferLab.Service.CustomVision;

/// <summary>What Custom Vision answers.</summary>
/// <param name="Id">Of this answer.</param>
/// <param name="Project">As in the request; made of the model's name where there was none.</param>
/// <param name="Iteration">Made of name, version and content of the model.</param>
/// <param name="Created">Now.</param>
/// <param name="Predictions">Every label, most probable first.</param>
internal sealed record CustomVisionResponse(Guid Id, Guid Project, Guid Iteration, DateTime Created, IReadOnlyList<CustomVisionPrediction> Predictions);

/// <summary>A label with its probability.</summary>
internal sealed record CustomVisionPrediction(double Probability, Guid TagId, string TagName)
{
    /// <summary>Where it is in the picture: nowhere, in classification; clients expect the property all the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? BoundingBox { get; init; }

    public string TagType { get; init; } = "Regular";
}

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

/// <summary>A picture by URL.</summary>
internal sealed record CustomVisionUrl(string? Url);
