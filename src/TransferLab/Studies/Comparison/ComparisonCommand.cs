using System.Globalization;
using TransferLab.Files;
using TransferLab.Runs;

namespace TransferLab.Studies.Comparison;

/// <summary>The command line that repeats a comparison.</summary>
internal static class ComparisonCommand
{
    public static string Of(ComparisonConfig config, string output)
    {
        var words = RunCommand.Words(config.Common, output).ToList();
        words[1] = "compare";
        // The one strategy of a run makes way for the list.
        words.RemoveRange(words.IndexOf("--freeze"), 2);
        words.AddRange(["--freeze", string.Join(',', config.Strategies), "--seeds", config.Seeds.ToString(CultureInfo.InvariantCulture)]);
        if (config.Budget is { } budget)
            words.AddRange(["--budget", budget.ToString("R", CultureInfo.InvariantCulture)]);
        if (config.Confidence != 0.95)
            words.AddRange(["--confidence", config.Confidence.ToString("R", CultureInfo.InvariantCulture)]);
        return string.Join(' ', words.Select(Shell.Quote));
    }
}
