using TransferLab.Errors;

namespace TransferLab.Backbones.Catalog;

/// <summary>How backbones are downloaded.</summary>
public sealed record BackboneDownloadOptions
{
    /// <summary>An http or https address that takes the place of <see cref="CatalogDownload.Base"/>, and of all <see cref="CatalogEntry.Mirrors"/>: a copy of those folders on a server within reach. Null for none.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>An http proxy, with user and password in the address where it wants them. Null for the system's: <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>ALL_PROXY</c>, <c>NO_PROXY</c>.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>
    /// Folder whose <c>NuGet.Config</c> counts, with those of the folders above it and of user and machine, for backbones that lie in packages. Null for the current folder,
    /// as with <c>dotnet restore</c>.
    /// </summary>
    public string? NuGetRoot { get; init; }

    /// <summary>Download even where the file is here and right.</summary>
    public bool Force { get; init; }

    /// <summary>How long a connection may be silent before it counts as broken: above 0, at most a day. Default 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row a broken download is taken up again before it counts as failed, 0 to 100; a MiB of progress starts the count anew. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Pause before the first retry, 0 or more; each further one is twice as long, up to <see cref="LongestPause"/>. Default 1 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, also where a server asks for more. Default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names the option as the command line does.</exception>
    public void Validate()
    {
        Require(Mirror is null || (IsHttp(Mirror) && Mirror.UserInfo.Length == 0 && Mirror.Query.Length + Mirror.Fragment.Length == 0),
            "--mirror must be an address that begins with https:// or http://, without user, query or fragment, e.g. https://files.example.org/onnx/.");
        Require(Proxy is null || (Proxy.IsAbsoluteUri && Proxy.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"), "--proxy must be the address of a proxy, e.g. http://gate.example.org:3128.");
        Require(IdleTimeout > TimeSpan.Zero && IdleTimeout <= TimeSpan.FromDays(1), "--idle-timeout is out of range: above 0, at most 86400 seconds.");
        Require(Retries is >= 0 and <= 100, $"--retries {Retries} is out of range: 0 to 100.");
        Require(FirstPause >= TimeSpan.Zero && LongestPause >= TimeSpan.Zero && LongestPause <= TimeSpan.FromDays(1), "The pauses between retries must be 0 to a day.");
    }

    private static bool IsHttp(Uri address) => address.IsAbsoluteUri && address.Scheme is "https" or "http";

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SettingException(message);
    }
}
