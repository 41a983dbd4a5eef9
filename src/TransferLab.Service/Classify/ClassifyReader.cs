using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TransferLab.Service.Fetching;

namespace TransferLab.Service.Classify;

/// <summary>Finds the pictures in a request: the parts of a multipart form that hold data, a JSON body with base64 or URLs, or the
/// body itself. Parts are read as they are, since form binding takes a file without a file name for text and mangles it.</summary>
internal sealed class ClassifyReader(ClassifierHostOptions options, ByteBudget budget, ImageFetcher fetcher)
{
    /// <summary>Content decides, so that the types are for the description; see <see cref="Security.EndpointPolicy.Takes"/>.</summary>
    public static readonly string[] ContentTypes = ["application/json", "multipart/form-data", "*/*"];

    private const string Nothing = "The request holds no image: send one as the body, as a multipart file, or as JSON.";

    /// <exception cref="ServiceException">There is no picture, or the request is malformed.</exception>
    public async Task<ClassifyInput> ReadAsync(HttpRequest request, ClassifyChoice choice, CancellationToken cancellation)
    {
        var input = new ClassifyInput { Choice = choice };
        try
        {
            var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
            if (type?.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
                await ReadPartsAsync(request, type, input, cancellation).ConfigureAwait(false);
            else if (type?.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) == true)
                await ReadJsonAsync(request, input, cancellation).ConfigureAwait(false);
            else
                input.Add(null, await PooledBody.ReadAsync(request, budget, cancellation).ConfigureAwait(false));
            if (!input.Images.Any(i => i.Length > 0))
                throw ServiceException.BadRequest(Nothing);
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>A single picture by URL.</summary>
    public Task<PooledBody> FetchAsync(string url, CancellationToken cancellation) => fetcher.FetchAsync(url, cancellation);

    private async Task ReadPartsAsync(HttpRequest request, MediaTypeHeaderValue type, ClassifyInput input, CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
            throw ServiceException.BadRequest("The multipart request names no usable boundary.");
        try
        {
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                var body = await PooledBody.ReadAsync(section.Body, budget, null, null, cancellation).ConfigureAwait(false);
                if (body.Length == 0)
                {
                    body.Dispose();
                    continue;
                }
                var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    ? HeaderUtilities.RemoveQuotes(disposition.FileName).Value
                    : null;
                input.Add(name, body);
                CheckCount(input.Images.Count);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw ServiceException.BadRequest("The multipart request is malformed: " + e.Message, e);
        }
        input.IsList = input.Images.Count > 1;
    }

    private async Task ReadJsonAsync(HttpRequest request, ClassifyInput input, CancellationToken cancellation)
    {
        ClassifyJsonRequest json;
        using (var body = await PooledBody.ReadAsync(request, budget, cancellation).ConfigureAwait(false))
        {
            try
            {
                json = JsonSerializer.Deserialize(body.Bytes.Span, ServiceJson.Default.ClassifyJsonRequest) ?? throw new JsonException("it is 'null'");
            }
            catch (JsonException e)
            {
                var place = e.Path is { Length: > 1 and < 100 } path ? $" at {path}" : "";
                throw ServiceException.BadRequest($$"""The JSON cannot be read{{place}}: it must be {"images":[{"content":BASE64} or {"url":URL}]}.""", e);
            }
        }
        if (json.Images is not { Count: > 0 } images)
            throw ServiceException.BadRequest(Nothing);
        CheckCount(images.Count);
        input.IsList = true;
        input.Choice = input.Choice.With(json.Top, json.Threshold);
        for (var i = 0; i < images.Count; i++)
        {
            input.Add(images[i]?.Name, images[i] switch
            {
                { Content: { Length: > 0 } content, Url: null } => PooledBody.Of(content),
                { Url: { Length: > 0 } url, Content: null } => await fetcher.FetchAsync(url, cancellation).ConfigureAwait(false),
                _ => throw ServiceException.BadRequest($"images[{i}] needs either content, in base64, or url."),
            });
        }
    }

    private void CheckCount(int count)
    {
        if (count > options.Limits.Images)
            throw ServiceException.TooLarge($"The request holds more than {options.Limits.Images} images, which is as many as one may.");
    }
}

/// <summary>The pictures of a request.</summary>
internal sealed class ClassifyInput : IDisposable
{
    public List<string> Names { get; } = [];
    public List<PooledBody> Images { get; } = [];
    /// <summary>Whether the answer lists its pictures, as a request does that could hold several.</summary>
    public bool IsList { get; set; }
    public ClassifyChoice Choice { get; set; }

    public void Add(string? name, PooledBody image)
    {
        Names.Add(string.IsNullOrEmpty(name) ? Names.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : name);
        Images.Add(image);
    }

    public void Dispose()
    {
        foreach (var image in Images)
            image.Dispose();
    }
}

/// <summary>A JSON request.</summary>
/// <param name="Images">The pictures, at least one.</param>
/// <param name="Top">As in the query.</param>
/// <param name="Threshold">As in the query.</param>
internal sealed record ClassifyJsonRequest(IReadOnlyList<ClassifyJsonImage>? Images, int? Top, double? Threshold);

/// <summary>A picture in a JSON request: its bytes, or where to fetch it.</summary>
/// <param name="Name">Comes back with the result.</param>
/// <param name="Content">The bytes, in base64.</param>
/// <param name="Url">An http or https address on the host's list.</param>
internal sealed record ClassifyJsonImage(string? Name, byte[]? Content, string? Url);
