namespace TransferLab.Service.OpenInference;

/// <summary>Which versions are asked for.</summary>
/// <param name="Ready">Only those that are ready.</param>
internal sealed record RepositoryIndexRequest(bool? Ready);
