namespace TransferLab.Service.Models;

/// <summary>All models.</summary>
internal sealed record ModelList(IReadOnlyList<ModelInfo> Models);
