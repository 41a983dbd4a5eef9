using System.Security.Cryptography;
using System.Text.Json;
using TransferLab.Files;
using TransferLab.Service.Hosting;

namespace TransferLab.Service.Security;

/// <summary>The keys that the host accepts.</summary>
public sealed class ApiKeys
{
    private static readonly string[] s_scopes = [.. Enum.GetNames<KeyScope>().Select(n => n.ToLowerInvariant())];

    private readonly (ApiKey Key, byte[] Hash)[] _keys;

    private ApiKeys(IEnumerable<ApiKey> keys) => _keys = [.. keys.Select(k => (k, Convert.FromHexString(k.Sha256)))];

    /// <summary>Reads a file of keys.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ArgumentException">It cannot be read, or a key in it is malformed.</exception>
    internal static ApiKeys Read(string file)
    {
        ApiKeyFile content;
        try
        {
            content = JsonSerializer.Deserialize(File.ReadAllText(file), ServiceJson.Default.ApiKeyFile) ?? throw new JsonException("the file holds 'null'");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"TransferLab:Security:KeysFile = {file}: it cannot be read ({e.Message}). Make one with: transferlab serve --new-key NAME=predict --keys {file}", e);
        }
        if (content.Keys is null or { Count: 0 })
            throw new ArgumentException($"TransferLab:Security:KeysFile = {file}: it has no keys, so that nobody could use the host. Add one with: transferlab serve --new-key NAME=predict --keys {file}");
        foreach (var key in content.Keys)
            if (key is not { Name.Length: > 0, Sha256: { Length: 64 } hash, Scopes.Count: > 0 } || !hash.All(char.IsAsciiHexDigit) || key.Scopes.FirstOrDefault(s => !s_scopes.Contains(s)) is not null)
                throw new ArgumentException($"TransferLab:Security:KeysFile = {file}: the key '{key?.Name}' needs a name, a sha256 of 64 hexadecimal digits, and scopes out of {string.Join(", ", s_scopes)}.");
        return new ApiKeys(content.Keys);
    }

    /// <summary>Makes a key and adds its hash to a file, which is created where it is missing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="request"><c>NAME=SCOPE,SCOPE</c>, e.g. <c>shop=predict</c>.</param>
    /// <returns>The key itself, which is stored nowhere.</returns>
    /// <exception cref="ArgumentException">The request makes no sense, or the file is damaged.</exception>
    public static string Add(string file, string request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (name, scopes) = request.Split('=', 2) is [{ Length: > 0 } n, { Length: > 0 } s] ? (n.Trim(), s.Split(',', StringSplitOptions.TrimEntries)) : ("", []);
        if (name.Length == 0 || scopes.Length == 0 || scopes.Any(s => !s_scopes.Contains(s)))
            throw new ArgumentException($"--new-key '{request}' is no key: write NAME=SCOPE[,SCOPE], e.g. shop=predict; scopes are {string.Join(", ", s_scopes)}.");
        ApiKey[] existing = File.Exists(file) ? [.. Read(file)._keys.Select(k => k.Key)] : [];
        if (existing.Any(k => k.Name == name))
            throw new ArgumentException($"--new-key '{request}': {file} has a key of that name already; take another, or delete the old one from the file.");
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
}
