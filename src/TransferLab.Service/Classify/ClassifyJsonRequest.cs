namespace TransferLab.Service.Classify;

/// <summary>A JSON request.</summary>
/// <param name="Images">The pictures, at least one.</param>
/// <param name="Top">As in the query.</param>
/// <param name="Threshold">As in the query.</param>
internal sealed record ClassifyJsonRequest(IReadOnlyList<ClassifyJsonImage>? Images, int? Top, double? Threshold);
