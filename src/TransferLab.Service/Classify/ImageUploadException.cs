namespace TransferLab.Service.Classify;

/// <summary>A request that carries no image; answered as ProblemDetails.</summary>
internal sealed class ImageUploadException(int statusCode, string message) : Exception(message)
{
    public int StatusCode => statusCode;
}
