namespace TransferLab.Service.OpenInference;

/// <summary>Which versions are asked for.</summary>
/// <param name="Ready">Only those that are ready.</param>
internal sealed record RepositoryIndexRequest(bool? Ready);

/// <summary>A version in the repository's index.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Version">Its number.</param>
/// <param name="State"><c>READY</c> or <c>UNAVAILABLE</c>.</param>
/// <param name="Reason">Why it is unavailable.</param>
internal sealed record RepositoryEntry(string Name, string Version, string State, string Reason);
