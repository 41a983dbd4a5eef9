using System.Net;
using System.Net.Http.Headers;

namespace TransferLab.Backbones.Catalog;

/// <summary>A file on a web server. A download that breaks goes on where it was, where the server lets it.</summary>
internal sealed class AddressSource(HttpClient client, CatalogEntry entry, Uri address, BackboneDownloadOptions options) : FileSource
{
    // Retries are counted anew after this much progress, so that large files come over poor lines.
    private const long EnoughProgress = 1 << 20;

    public override string Name => address.AbsoluteUri;

    public override async Task FetchAsync(PartFile part, DownloadReporter reporter, CancellationToken cancellation)
    {
        var attempt = new DownloadAttempt(client, entry, address, options.IdleTimeout);
        var (failures, counted, contacted) = (0, part.Length, false);
        while (true)
        {
            try
            {
                reporter.Begin(part.Length);
                while (part.Length < entry.Bytes)
                    await attempt.RunAsync(part, () => reporter.Received(part.Length), cancellation).ConfigureAwait(false);
                if (part.Hash() == entry.Sha256)
                    return;
                contacted = true;
                DropWrong(part, reporter);
            }
            catch (BrokenDownloadException e)
            {
                contacted |= !e.IsConnection || part.Length > counted;
                if (part.Length >= counted + EnoughProgress)
                    (failures, counted) = (0, part.Length);
                // Where no server was ever reached, waiting helps nobody.
                if (!contacted || failures == options.Retries)
                    throw new SourceFailedException(Failed(e.Message, failures + 1, part.Length), e);
                var pause = Pause(failures++, e.Pause);
                reporter.Note(FormattableString.Invariant($"{e.Message}; trying again in {pause.TotalSeconds:0.#} s"));
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Bytes of several responses may be of several versions of the file: then one more download, in one piece, can still be right.
    private void DropWrong(PartFile part, DownloadReporter reporter)
    {
        var (actual, isPatched) = (part.Hash(), part.IsPatched);
        part.Restart();
        if (!isPatched)
            throw new SourceFailedException(
                $"{address} is not the file that the catalogue means: its SHA-256 is {actual}, expected {entry.Sha256}. What was downloaded has been deleted.");
        reporter.Note("the parts do not add up to the right file; downloading it anew");
    }

    private TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var pause = asked > TimeSpan.Zero ? asked.Value : options.FirstPause * Math.Pow(2, Math.Min(failures, 30));
        return pause < options.LongestPause ? pause : options.LongestPause;
    }

    private string Failed(string reason, int attempts, long bytes)
    {
        var kept = bytes == 0 ? "" : FormattableString.Invariant($" {bytes:N0} of {entry.Bytes:N0} bytes are here; the next pull goes on from there.");
        return FormattableString.Invariant(
            $"The backbone '{entry.Name}' cannot be downloaded: {reason}. Tried {address}{Through()}, {(attempts == 1 ? "once" : $"{attempts} times")}.{kept}");
    }

    // Without user and password.
    private string Through() => (options.Proxy ?? HttpClient.DefaultProxy.GetProxy(address)) is { } proxy && proxy != address
        ? $" through the proxy {proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}" : "";
}

/// <summary>One request for the bytes of a file that are not here yet.</summary>
internal sealed class DownloadAttempt(HttpClient client, CatalogEntry entry, Uri address, TimeSpan idleTimeout)
{
    private const int BlockBytes = 1 << 17;
    private const string EndedEarly = "the connection ended early";

    /// <summary>Adds what the server sends to the part, until it is whole.</summary>
    /// <exception cref="BrokenDownloadException">It ended early; another attempt may go on from the part.</exception>
    /// <exception cref="SourceFailedException">The server's answer makes another attempt pointless.</exception>
    public async Task RunAsync(PartFile part, Action received, CancellationToken cancellation)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            idle.CancelAfter(idleTimeout);
            using var request = Request(part);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
            if (!Begin(part, response))
                return;
            var body = await response.Content.ReadAsStreamAsync(idle.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
                await CopyAsync(body, part, received, idle, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            // The handler's own limit on connecting has a cause; the silence of a server has none.
            throw e.InnerException is TimeoutException
                ? new BrokenDownloadException("no connection within the idle timeout", e, isConnection: true)
                : new BrokenDownloadException(FormattableString.Invariant($"nothing came for {idleTimeout.TotalSeconds:0.###} s"), e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError)
        {
            throw new BrokenDownloadException(Reason(e), e, isConnection: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new BrokenDownloadException(Reason(e), e);
        }
    }

    private HttpRequestMessage Request(PartFile part)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (part.Length == 0)
            return request;
        request.Headers.Range = new RangeHeaderValue(part.Length, null);
        if (part.MarkOf(address) is { } mark && EntityTagHeaderValue.TryParse(mark, out var tag))
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        return request;
    }

    // Decides by the head of the response whether its body goes on with the part or begins anew; false where another request is needed.
    private bool Begin(PartFile part, HttpResponseMessage response)
    {
        var total = response.Content.Headers.ContentRange?.Length;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: { } from } && from == part.Length
                && (total is null || total == entry.Bytes):
                part.Patch();
                return true;
            // A range nobody asked for, of a file of another length, or none at all: nothing that could be put together with what is here.
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when part.Length > 0:
                part.Restart();
                return false;
            case HttpStatusCode.OK:
                CheckWhole(response);
                part.Restart(address, response.Headers.ETag is { IsWeak: false } mark ? mark.ToString() : null);
                return true;
            default:
                throw Refused(response);
        }
    }

    private void CheckWhole(HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (string.Equals(type, "text/html", StringComparison.OrdinalIgnoreCase))
            throw new SourceFailedException($"{address} answers with a web page instead of the file, as proxies do that want a login.");
        if (response.Content.Headers.ContentLength is { } length && length != entry.Bytes)
            throw new SourceFailedException(FormattableString.Invariant(
                $"{address} has {length:N0} bytes, the catalogue says {entry.Bytes:N0}: it is another file."));
    }

    private Exception Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var text = $"HTTP {status} {response.ReasonPhrase}".TrimEnd();
        var after = response.Headers.RetryAfter;
        return status switch
        {
            408 or 429 or 500 or 502 or 503 or 504 =>
                new BrokenDownloadException($"the server answers {text}", null, pause: after?.Delta ?? (after?.Date - DateTimeOffset.UtcNow)),
            >= 300 and < 400 => new SourceFailedException($"{address} answers {text}: too many redirections, or one that leads nowhere or away from https."),
            404 or 410 => new SourceFailedException($"{address} answers {text}: the file is not there."),
            407 => new SourceFailedException($"The proxy answers {text}: put user and password into its address, as in http://USER:PASSWORD@HOST:PORT."),
            _ => new SourceFailedException($"{address} answers {text}."),
        };
    }

    private async Task CopyAsync(Stream body, PartFile part, Action received, CancellationTokenSource idle, CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        while (true)
        {
            idle.CancelAfter(idleTimeout);
            var read = await body.ReadAsync(block, idle.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            if (part.Length + read > entry.Bytes)
            {
                part.Restart();
                throw new SourceFailedException(FormattableString.Invariant(
                    $"{address} sends more than the {entry.Bytes:N0} bytes that the catalogue says: it is another file."));
            }
            // Never cut short by the idle timeout: a slow disk is no silent server.
            idle.CancelAfter(Timeout.InfiniteTimeSpan);
            await part.AppendAsync(block.AsMemory(0, read), cancellation).ConfigureAwait(false);
            received();
        }
        if (part.Length < entry.Bytes)
            throw new BrokenDownloadException(EndedEarly);
    }

    private static string Reason(Exception e) =>
        e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
            ? EndedEarly : FileSource.Reason(e);
}

/// <summary>An attempt to download ended early in a way that another attempt may mend; the message is the reason, as a part of a sentence.</summary>
/// <param name="message">The reason.</param>
/// <param name="inner">What caused it.</param>
/// <param name="isConnection">Whether no connection came about at all.</param>
/// <param name="pause">How long the server asks to be left alone; null where it does not say.</param>
internal sealed class BrokenDownloadException(string message, Exception? inner = null, bool isConnection = false, TimeSpan? pause = null)
    : Exception(message, inner)
{
    public bool IsConnection { get; } = isConnection;

    public TimeSpan? Pause { get; } = pause;
}
