using System.Security.Cryptography;

namespace TransferLab.Service.Security;

/// <summary>The keys that the host accepts.</summary>
public sealed class ApiKeys
{
    private static readonly string[] s_scopes = [.. Enum.GetNames<KeyScope>().Select(n => n.ToLowerInvariant())];

    private readonly (ApiKey Key, byte[] Hash)[] _keys;

    private ApiKeys(IEnumerable<ApiKey> keys) => _keys = [.. keys.Select(k => (k, Convert.FromHexString(k.Sha256)))];

    /// <summary>Reads a file of keys.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="HostConfigurationException">It cannot be read, or a key in it is malformed.</exception>
    internal static ApiKeys Read(string file)
    {
        var content = FileWork.ReadJson(file, ServiceJson.Default.ApiKeyFile, e => throw Wrong(file, $"it cannot be read ({e.Message.TrimEnd('.')})", e));
        if (content.Keys is null or { Count: 0 })
            throw Wrong(file, "it has no keys, so that nobody could use the host. Add one first");
        foreach (var key in content.Keys)
            if (key is not { Name.Length: > 0, Sha256: { Length: 64 } hash } || !hash.All(char.IsAsciiHexDigit) || !AreScopes(key.Scopes))
                throw Wrong(file, $"the key '{key?.Name}' needs a name, a sha256 of 64 hexadecimal digits, and scopes out of {string.Join(", ", s_scopes)}");
        return new ApiKeys(content.Keys);
    }

    /// <summary>Makes a key and adds its hash to a file, which is created where it is missing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Whose key it is; no other key of the file has this name.</param>
    /// <param name="scopes">What it allows: <c>predict</c>, <c>train</c>, <c>admin</c>; one or more.</param>
    /// <returns>The key itself, which is stored nowhere.</returns>
    /// <exception cref="HostConfigurationException">Name or scopes make no sense, or the file is damaged.</exception>
    public static string Add(string file, string name, params IReadOnlyList<string> scopes)
    {
        if (string.IsNullOrWhiteSpace(name) || !AreScopes(scopes))
            throw new HostConfigurationException($"A key needs a name and one or more scopes; scopes are {string.Join(", ", s_scopes)}.", []);
        ApiKey[] existing = File.Exists(file) ? [.. Read(file)._keys.Select(k => k.Key)] : [];
        if (existing.Any(k => k.Name == name))
            throw Wrong(file, $"it has a key of the name '{name}' already; take another, or delete the old one from the file");
        var text = ApiKey.NewText();
        ApiKey[] all = [.. existing, new ApiKey(name, Convert.ToHexStringLower(ApiKey.Hash(text)), scopes)];
        AtomicFile.WriteText(file, JsonSerializer.Serialize(new ApiKeyFile(all), ServiceJson.Default.ApiKeyFile) + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return text;
    }

    /// <summary>The key with a text; null where there is none. Takes the same time whichever it is, and whether it is one.</summary>
    internal ApiKey? Find(string text)
    {
        var hash = ApiKey.Hash(text);
        ApiKey? found = null;
        foreach (var (key, stored) in _keys)
            if (CryptographicOperations.FixedTimeEquals(hash, stored))
                found = key;
        return found;
    }

    private static bool AreScopes(IReadOnlyList<string>? scopes) => scopes is { Count: > 0 } && scopes.All(s_scopes.Contains);

    private static HostConfigurationException Wrong(string file, string what, Exception? cause = null) =>
        HostConfigurationException.Value("Security:KeysFile", file, what, cause);
}

/// <summary>The content of a file of keys.</summary>
internal sealed record ApiKeyFile(IReadOnlyList<ApiKey> Keys);

/// <summary>A key as it is stored: never itself, only its SHA-256. Keys are 256 random bits, which no dictionary holds,
/// so that a slow hash would protect nothing and cost every request.</summary>
/// <param name="Name">Whose key it is, for logs.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Scopes">What it allows: <c>predict</c>, <c>train</c>, <c>admin</c>.</param>
internal sealed record ApiKey(string Name, string Sha256, IReadOnlyList<string> Scopes)
{
    private const string Prefix = "tlk_";

    /// <summary>A new random key.</summary>
    public static string NewText() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash of a key as text.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the key allows something; an administrator's allows everything.</summary>
    public bool Allows(KeyScope scope) => Scopes.Any(s => s == "admin" || string.Equals(s, scope.ToString(), StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a key allows.</summary>
internal enum KeyScope
{
    /// <summary>Classify, and see models and metrics.</summary>
    Predict,
    /// <summary>Start, watch and cancel runs.</summary>
    Train,
    /// <summary>Everything, models included.</summary>
    Admin,
}
