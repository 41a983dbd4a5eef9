using System.Globalization;
using TransferLab.Errors;

namespace TransferLab.Studies.Comparison;

/// <summary>A share of a comparison's runs, for one of several processes or machines.</summary>
/// <param name="Index">Which share, from 1.</param>
/// <param name="Count">How many shares there are.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>Everything.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>2/3</c>.</summary>
    /// <exception cref="ArgumentException">It is no share.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('/') is [var i, var n] && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && index >= 1 && index <= count)
            return new(index, count);
        throw new SettingException($"--shard '{text}' is no share: write i/n with i from 1 to n, e.g. 2/3.");
    }

    /// <summary>Whether a run is in the share. Where the shares would each get whole strategies, they take turns from seed to seed: some strategies take far longer than others.</summary>
    /// <param name="run">Number of the run, from 0, seed by seed and strategy by strategy.</param>
    /// <param name="strategies">Number of strategies.</param>
    public bool Has(int run, int strategies) => (run + (strategies % Count == 0 ? run / strategies : 0)) % Count == Index - 1;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
