using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace TransferLab.Service.Classify;

/// <summary>
/// Finds the image in a request: the one part of a multipart form that holds data, or the body itself. Parts are read as they are, since form binding
/// takes a file without a file name for text and mangles it.
/// </summary>
internal static class ImageUpload
{
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var image = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? await ReadPartAsync(request, type, cancellation).ConfigureAwait(false)
            : await ReadAllAsync(request.Body, cancellation).ConfigureAwait(false);
        return image.Length > 0 ? image : throw Bad("The request holds no image: send one as the body or as a multipart file.");
    }

    private static async Task<byte[]> ReadPartAsync(HttpRequest request, MediaTypeHeaderValue type, CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
            throw Bad("The multipart request names no usable boundary.");
        byte[]? image = null;
        try
        {
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                var data = await ReadAllAsync(section.Body, cancellation).ConfigureAwait(false);
                if (data.Length == 0)
                    continue;
                if (image is not null)
                    throw Bad("The request holds several parts; send one image per request.");
                image = data;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Bad("The multipart request is malformed: " + e.Message);
        }
        return image ?? [];
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellation).ConfigureAwait(false);
        return memory.ToArray();
    }

    private static ImageUploadException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
