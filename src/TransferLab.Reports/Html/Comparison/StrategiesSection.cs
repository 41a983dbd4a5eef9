namespace TransferLab.Reports.Html.Comparison;

/// <summary>A row per strategy.</summary>
internal sealed class StrategiesSection : IComparisonSection
{
    public string Title => "Strategies";

    public bool Applies(ComparisonSummary comparison) => true;

    public void Write(HtmlWriter html, ComparisonSummary c)
    {
        var seeds = c.Strategies.Count == 0 ? 0 : c.Strategies.Max(s => s.Seeds);
        var hasGaps = c.NotRun.Count > 0 || c.Strategies.Any(s => s.Seeds < s.SeedsPlanned);
        var caption = $"Means over {(hasGaps && seeds > 1 ? "up to " : "")}{seeds} {(seeds == 1 ? "seed, which says nothing about the spread" : "seeds")}"
            + (seeds > 1 ? string.Create(CultureInfo.InvariantCulture, $"; ± is half the {c.Confidence * 100:0.#} % interval") : "")
            + $". Difference: to {c.Reference} with the same seeds, in percentage points.";
        var hasTest = c.Strategies.Any(s => s.TestScore is not null);
        List<HtmlColumn> columns =
            [new("Strategy", false), .. hasGaps ? [new HtmlColumn("Seeds")] : Array.Empty<HtmlColumn>(), new(EstimateText.Heading(c.ScoreName)),
                new("Difference"), new("Macro F1"), new("Loss")];
        if (hasTest)
            columns.Add(new("Test " + c.ScoreName));
        columns.AddRange([new("Parameters that train"), new("Steps"), new("Time"), new("Time ratio"), new("Images/s"), new("Peak memory")]);
        var table = new HtmlTable(caption, columns);
        // With the same seeds: a mean over fewer seeds may be high because they are easy.
        var best = c.Strategies.Count == 0 ? 0 : c.Strategies.Max(s => s.Difference?.Mean ?? 0);
        foreach (var s in c.Strategies)
        {
            List<HtmlCell> cells =
            [
                new(s.Strategy + (s.Strategy == c.Reference ? " (reference)" : "") + (s.IsStopped ? " (beaten)" : ""), Note: s.Verdict),
                .. hasGaps ? [string.Create(CultureInfo.InvariantCulture, $"{s.Seeds} of {Math.Max(s.Seeds, s.SeedsPlanned)}")] : Array.Empty<HtmlCell>(),
                new(EstimateText.Percent(s.Score), IsStrong: (s.Difference?.Mean ?? 0) == best), EstimateText.Points(s.Difference),
                EstimateText.Score(s.MacroF1), EstimateText.Score(s.Loss),
            ];
            if (hasTest)
                cells.Add(s.TestScore is { } test ? EstimateText.Percent(test) : "–");
            cells.AddRange([s.TrainableParameters > 0 ? Figures.Count(s.TrainableParameters) : "–", s.Steps > 0 ? Figures.Short(s.Steps) : "–",
                Figures.Time(s.Seconds), Figures.Short(s.TimeRatio), Figures.Short(s.ImagesPerSecond), Figures.Bytes(s.PeakMemoryBytes)]);
            table.Add(cells);
        }
        foreach (var name in c.NotRun)
            table.Add([new(name, Note: "not run: the budget was spent"), .. Enumerable.Repeat<HtmlCell>("–", columns.Count - 1)]);
        using (html.Open("div", ("class", "strategies")))
            table.Write(html);
    }
}
