using System.Globalization;

namespace TransferLab.Testing.Servers;

/// <summary>What a <see cref="LoopbackServer"/> sends, and how it misbehaves while it does.</summary>
public sealed record LoopbackAnswer
{
    /// <summary>Status code.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Headers beyond Content-Length.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What Content-Length says; null for the truth, negative for no such header: the body then ends with the connection.</summary>
    public long? Length { get; init; }

    /// <summary>Bytes of the body after which the connection breaks; null for all.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>Bytes of the body after which nothing comes any more, the connection staying open; null for never.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Pause between blocks of 4 KiB.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Sends a file as a good server does: all of it, or the range asked for if it is of the same version.</summary>
    /// <param name="request">The request.</param>
    /// <param name="file">The file.</param>
    /// <param name="tag">Its ETag with quotes; null for none.</param>
    public static LoopbackAnswer File(LoopbackRequest request, ReadOnlyMemory<byte> file, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = new Dictionary<string, string> { ["Accept-Ranges"] = "bytes" };
        if (tag is not null)
            headers["ETag"] = tag;
        if (request.From is not { } from || (request.IfRange is { } wanted && wanted != tag))
            return new() { Headers = headers, Body = file };
        if (from >= file.Length)
            return new() { Status = 416, Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes */{file.Length}" } };
        headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{file.Length - 1}/{file.Length}");
        return new() { Status = 206, Headers = headers, Body = file[(int)from..] };
    }
}
