using System.Net;
using System.Net.Sockets;

namespace TransferLab.Service.Fetching;

/// <summary>Fetches pictures by URL from hosts of the allow-list. The name is resolved here and the connection goes to an address that was checked,
/// so that a name that leads inside, or that changes its mind between check and use, leads nowhere; the same holds for each redirect.</summary>
internal sealed class ImageFetcher : IDisposable
{
    private readonly HttpClient _client;
    private readonly HostAllowList _hosts;
    private readonly Func<IPAddress, bool> _mayConnect;
    private readonly FetchOptions _options;
    private readonly long _maxBytes;
    private readonly ByteBudget _budget;

    public ImageFetcher(ClassifierHostOptions options, ByteBudget budget) : this(options.Fetch, options.Limits.RequestBytes, budget, PublicAddresses.IsPublic)
    {
    }

    /// <param name="options">What may be fetched.</param>
    /// <param name="maxBytes">Largest picture.</param>
    /// <param name="budget">What fetched bytes are counted against.</param>
    /// <param name="mayConnect">Which addresses are in bounds.</param>
    public ImageFetcher(FetchOptions options, long maxBytes, ByteBudget budget, Func<IPAddress, bool> mayConnect)
    {
        (_options, _maxBytes, _budget, _mayConnect) = (options, maxBytes, budget, mayConnect);
        _hosts = new HostAllowList(options.Hosts);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
        })
        { Timeout = TimeSpan.FromSeconds(options.Seconds) };
    }

    /// <summary>Fetches a picture.</summary>
    /// <exception cref="ServiceException">It may not be fetched, or could not be.</exception>
    public async Task<PooledBody> FetchAsync(string url, CancellationToken cancellation)
    {
        if (_hosts.IsEmpty)
            throw ServiceException.BadRequest("This host fetches no pictures by URL: send the picture itself.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(_options.Seconds));
        try
        {
            var uri = Parse(url, null);
            for (var redirects = 0; ; redirects++)
            {
                Check(uri);
                using var response = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
                {
                    if (redirects == _options.Redirects)
                        throw ServiceException.BadRequest($"The URL redirects more than {_options.Redirects} times.");
                    uri = Parse(response.Headers.Location?.OriginalString ?? "", uri);
                    continue;
                }
                if (!response.IsSuccessStatusCode)
                    throw ServiceException.BadRequest($"The URL answers with {(int)response.StatusCode}, not with a picture.");
                if (response.Content.Headers.ContentLength > _maxBytes)
                    throw ServiceException.BadRequest($"The picture of the URL has more than {_maxBytes} bytes.");
                var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
                return await PooledBody.ReadAsync(body, _budget, response.Content.Headers.ContentLength, _maxBytes, limit.Token).ConfigureAwait(false);
            }
        }
        catch (InvalidDataException)
        {
            throw ServiceException.BadRequest($"The picture of the URL has more than {_maxBytes} bytes.");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw ServiceException.BadRequest($"The URL did not give a picture within {_options.Seconds} seconds.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Neither address nor reason is told: both would make the host a scanner of its own network.
            throw ServiceException.BadRequest("The URL could not be fetched.", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static Uri Parse(string url, Uri? from) =>
        url.Length is > 0 and <= 2048 && (from is null ? Uri.TryCreate(url, UriKind.Absolute, out var uri) : Uri.TryCreate(from, url, out uri))
            && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? uri
            : throw ServiceException.BadRequest("The URL, or one it redirects to, is no http or https address of at most 2048 characters.");

    private void Check(Uri uri)
    {
        if (!_hosts.Allows(uri) || (IPAddress.TryParse(uri.IdnHost, out var address) && !_mayConnect(address)))
            throw ServiceException.BadRequest("The host of the URL, or of one it redirects to, is not on this host's list.");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        // One address inside is reason enough to go to none: an honest name has no mixture.
        if (addresses.Length == 0 || !addresses.All(_mayConnect))
            throw new HttpRequestException("The name does not lead to public addresses.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
