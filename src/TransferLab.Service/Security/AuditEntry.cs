namespace TransferLab.Service.Security;

/// <summary>A line of the audit log.</summary>
internal sealed record AuditEntry(DateTimeOffset Time, string Client, string? Address, string Method, string Path, int Status);
