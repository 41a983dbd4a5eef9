using System.Globalization;
using TransferLab.Reports;

namespace TransferLab.Comparison;

/// <summary>The command line that repeats a comparison.</summary>
internal static class ComparisonCommand
{
    // Those of a single run that a comparison has in another form.
    private static readonly string[] s_replaced = ["--freeze"];

    public static string Of(ComparisonConfig config, string output)
    {
        var words = RunCommand.Words(config.Common, output).ToList();
        words[1] = "compare";
        foreach (var flag in s_replaced)
            if (words.IndexOf(flag) is >= 0 and var i)
                words.RemoveRange(i, 2);
        words.AddRange(["--freeze", string.Join(',', config.Strategies), "--seeds", config.Seeds.ToString(CultureInfo.InvariantCulture)]);
        if (config.Budget is { } budget)
            words.AddRange(["--budget", budget.ToString("R", CultureInfo.InvariantCulture)]);
        if (config.Confidence != 0.95)
            words.AddRange(["--confidence", config.Confidence.ToString("R", CultureInfo.InvariantCulture)]);
        return string.Join(' ', words.Select(Shell.Quote));
    }
}
