namespace TransferLab.Service.Security;

/// <summary>Who changed what, and whose key was refused: a line of JSON each, flushed before the answer goes out.</summary>
internal sealed partial class AuditLog(ClassifierHostOptions options, ILogger<AuditLog> logger)
{
    private readonly RotatingFile? _file = options.Security.AuditFile is { } file ? new(file, options.Security.AuditBytes, options.Security.AuditFiles) : null;

    public void Write(HttpContext context, string client, int status)
    {
        var (request, address) = (context.Request, context.Connection.RemoteIpAddress?.ToString());
        var entry = new AuditEntry(DateTimeOffset.UtcNow, client, address, request.Method, request.Path, status);
        Audit(entry.Client, entry.Method, entry.Path, entry.Status);
        FileWork.Do(() => _file?.Append(JsonSerializer.Serialize(entry, ServiceJson.Default.AuditEntry)), e => Lost(options.Security.AuditFile!, e.Message));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client}: {Method} {Path} gave {Status}.")]
    private partial void Audit(string client, string method, string path, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log {File} cannot be written: {Reason}")]
    private partial void Lost(string file, string reason);
}

/// <summary>A line of the audit log.</summary>
internal sealed record AuditEntry(DateTimeOffset Time, string Client, string? Address, string Method, string Path, int Status);
