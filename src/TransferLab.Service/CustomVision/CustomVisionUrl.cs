namespace TransferLab.Service.CustomVision;

/// <summary>A picture by URL.</summary>
internal sealed record CustomVisionUrl(string? Url);
