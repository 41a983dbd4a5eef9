namespace TransferLab.Service.Security;

/// <summary>The content of a file of keys.</summary>
internal sealed record ApiKeyFile(IReadOnlyList<ApiKey> Keys);
