namespace TransferLab.Service.Security;

/// <summary>Marks endpoints whose use is written to the audit log.</summary>
internal sealed record AuditMetadata;
