namespace TransferLab.Service.Fetching;

/// <summary>Which hosts may be fetched from.</summary>
internal sealed class HostAllowList(IEnumerable<string> rules)
{
    private readonly (string Host, int? Port)[] _rules = [.. rules.Select(Parse)];

    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Whether a rule can be understood.</summary>
    public static bool IsRule(string? rule)
    {
        if (string.IsNullOrWhiteSpace(rule))
            return false;
        var (host, port) = Parse(rule);
        if (port is < 1 or > 65535)
            return false;
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return host == "*" || (Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 && !name.Contains('*', StringComparison.Ordinal));
    }

    public bool Allows(Uri uri) => _rules.Any(r =>
        (r.Port is { } port ? uri.Port == port : uri.Port is 80 or 443)
        && (r.Host == "*" || string.Equals(r.Host, uri.IdnHost, StringComparison.OrdinalIgnoreCase)
            || (r.Host.StartsWith("*.", StringComparison.Ordinal) && uri.IdnHost.EndsWith(r.Host[1..], StringComparison.OrdinalIgnoreCase))));

    private static (string Host, int? Port) Parse(string rule)
    {
        var text = rule.Trim();
        var colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null)
            : (text[..colon], int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : -1);
    }
}
