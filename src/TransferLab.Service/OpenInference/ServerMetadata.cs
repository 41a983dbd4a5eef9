namespace TransferLab.Service.OpenInference;

/// <summary>The host as the protocol describes it.</summary>
internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);
