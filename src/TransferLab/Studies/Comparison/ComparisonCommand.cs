namespace TransferLab.Studies.Comparison;

/// <summary>The command line that repeats a comparison.</summary>
internal static class ComparisonCommand
{
    public static string Of(ComparisonConfig config, string output)
    {
        var words = RunCommand.Words(config.Common, output).ToList();
        words[1] = "compare";
        // The one strategy of a run makes way for the list.
        words.RemoveRange(words.IndexOf(RunCommand.Flag("freeze")), 2);
        Add("freeze", string.Join(',', config.Strategies));
        Add("seeds", config.Seeds.ToString(CultureInfo.InvariantCulture));
        if (config.Budget is { } budget)
            Add("budget", budget.ToString("R", CultureInfo.InvariantCulture));
        if (config.Confidence != 0.95)
            Add("confidence", config.Confidence.ToString("R", CultureInfo.InvariantCulture));
        return string.Join(' ', words.Select(Shell.Quote));

        void Add(string name, string value) => words.AddRange([RunCommand.Flag(name), value]);
    }

    /// <summary>The command line that joins a comparison from its folders.</summary>
    public static string OfMerge(IEnumerable<string> folders, string output) =>
        $"transferlab compare {RunCommand.Flag("merge")} {string.Join(' ', folders.Select(Shell.Quote))} {RunCommand.Flag("output")} {Shell.Quote(output)}";
}
