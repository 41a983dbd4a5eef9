namespace TransferLab.Service.Models;

/// <summary>A version as the host shows it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="State"><c>serving</c>, <c>canary</c>, <c>shadow</c>, <c>available</c> or <c>failed</c>.</param>
/// <param name="Error">Why it could not be brought into service.</param>
/// <param name="Loaded">When it was loaded.</param>
/// <param name="Accuracy">Accuracy (mean average precision for multi-label) on the images held out in training.</param>
/// <param name="Freeze">How it was trained.</param>
/// <param name="MaxBatch">Most pictures of one of its runs, as found worth while when it was loaded.</param>
internal sealed record ModelVersionInfo(int Version, string State, string? Error, DateTimeOffset? Loaded, double? Accuracy, string? Freeze, int? MaxBatch);
