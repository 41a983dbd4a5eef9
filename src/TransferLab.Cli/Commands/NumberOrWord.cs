using System.Globalization;
using System.Numerics;

namespace TransferLab.Cli.Commands;

/// <summary>What an option holds that takes a number or one certain word, e.g. <c>--batch-size all</c>.</summary>
/// <param name="Number">The number; null for the word.</param>
/// <param name="Word">The word.</param>
internal sealed record NumberOrWord<T>(T? Number, string Word) where T : struct, INumber<T>
{
    public override string ToString() => Number?.ToString(null, CultureInfo.InvariantCulture) ?? Word;
}
