using System.Net;
using System.Net.Sockets;

namespace TransferLab.Service.Fetching;

/// <summary>Tells addresses of the public internet from all others (IANA's special-purpose registries): what is not clearly public is not.</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] s_notPublic4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // 2000::/3 is what is handed out; within it tunnels (Teredo, 6to4) and documentation lead elsewhere.
    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] s_notPublic6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !s_notPublic4.Any(n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => s_global6.Contains(address) && !s_notPublic6.Any(n => n.Contains(address)),
            _ => false,
        };
    }
}
