using System.Security.Cryptography;
using System.Text;

namespace TransferLab.Service.Security;

/// <summary>
/// A key as it is stored: never itself, only its SHA-256. Keys are 256 random bits, which no dictionary holds, so that a slow hash would protect nothing and cost every request.
/// </summary>
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
