namespace TransferLab.Service;

/// <summary>The host's configuration cannot be used; the message names the keys and says what would do.</summary>
public sealed class HostConfigurationException : SettingException
{
    internal HostConfigurationException(string message, IReadOnlyList<string> keys, Exception? cause = null) : base(message, cause) => Keys = keys;

    /// <summary>The keys that the message names, e.g. <c>TransferLab:Limits:Pixels</c>, the wrong one first; none where a file cannot be read.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>An error about the value of a key.</summary>
    /// <param name="key">The key below <c>TransferLab</c>.</param>
    /// <param name="value">What it is set to; null for nothing.</param>
    /// <param name="what">What is wrong, without the stop at the end.</param>
    /// <param name="cause">What it came from.</param>
    /// <param name="others">Keys below <c>TransferLab</c> that <paramref name="what"/> names.</param>
    internal static HostConfigurationException Value(string key, object? value, string what, Exception? cause = null, params string[] others) => new(
        string.Create(CultureInfo.InvariantCulture, $"TransferLab:{key} = {value ?? "(nothing)"}: {what}."),
        [.. others.Prepend(key).Select(k => "TransferLab:" + k)], cause);
}
