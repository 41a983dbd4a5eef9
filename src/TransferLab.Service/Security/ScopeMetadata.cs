namespace TransferLab.Service.Security;

/// <summary>The scope that an endpoint asks for.</summary>
internal sealed record ScopeMetadata(KeyScope Scope);
