namespace TransferLab.Backbones.Catalog;

/// <summary>How far a download is.</summary>
/// <param name="Name">The backbone.</param>
/// <param name="Bytes">Bytes that are here, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the whole file.</param>
/// <param name="BytesPerSecond">Rate over the last seconds; 0 while nothing comes.</param>
/// <param name="Left">Time left at that rate; null while nothing comes.</param>
/// <param name="Note">Something that a person should read, e.g. that the connection broke; null for mere progress.</param>
public sealed record DownloadProgress(string Name, long Bytes, long Total, double BytesPerSecond, TimeSpan? Left, string? Note);
