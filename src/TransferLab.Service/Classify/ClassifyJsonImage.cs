namespace TransferLab.Service.Classify;

/// <summary>A picture in a JSON request: its bytes, or where to fetch it.</summary>
/// <param name="Name">Comes back with the result.</param>
/// <param name="Content">The bytes, in base64.</param>
/// <param name="Url">An http or https address on the host's list.</param>
internal sealed record ClassifyJsonImage(string? Name, byte[]? Content, string? Url);
