using System.Net;

namespace TransferLab.Service;

/// <summary>Reads the addresses a host is to listen on.</summary>
internal static class ListenAddresses
{
    private const string Example = "write e.g. http://127.0.0.1:5080, several separated by ';'";

    /// <summary>The addresses, checked one by one.</summary>
    /// <exception cref="HostConfigurationException">One cannot be listened on; the message names it.</exception>
    public static string[] Parse(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
            throw Wrong(urls, "it is empty; " + Example);
        foreach (var address in addresses)
            Check(address);
        return addresses;
    }

    /// <summary>Whether only this machine can reach an address.</summary>
    public static bool IsLoopback(string address) => IsSocket(address) || (Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));

    private static bool IsSocket(string address) => address.StartsWith("http://unix:/", StringComparison.OrdinalIgnoreCase);

    private static HostConfigurationException Wrong(string address, string what) => HostConfigurationException.Value("Urls", address, what);

    private static void Check(string address)
    {
        if (IsSocket(address))
            return;
        // * and + mean all addresses to Kestrel, but are no host names.
        var readable = address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Wrong(address, "it is no address to listen on; " + Example);
        if (uri.Scheme == "https")
            throw Wrong(address, "the host speaks http only; put a proxy that ends TLS in front of it");
        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            throw Wrong(address, "it has more than a host and a port; " + Example);
    }
}
