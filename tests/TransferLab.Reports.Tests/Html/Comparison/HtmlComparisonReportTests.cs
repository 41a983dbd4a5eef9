using TransferLab.Reports.Html.Comparison;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;

namespace TransferLab.Reports.Tests.Html.Comparison;

public sealed class HtmlComparisonReportTests
{
    private static readonly string[] s_long =
    [
        "linear-probe", "until:MobilenetV1/MobilenetV1/Conv2d_11_pointwise/Relu6:0_with_a_very_long_name", "until:MobilenetV1/MobilenetV1/Conv2d_10_pointwise/Relu6:0",
        "globs:stage[34]/*conv*/weight,stage4/**/bias", "full",
    ];

    public static TheoryData<string, int> Kinds => new() { { "usual", 3 }, { "usual", 1 }, { "long", 3 }, { "one", 2 }, { "hostile", 2 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_page_is_well_formed_loads_nothing_and_draws_within_its_frames(string kind, int seeds)
    {
        var comparison = Comparison(kind, seeds);
        var root = Page.Parse(HtmlComparisonReport.Render(comparison));
        Page.CheckDrawings(root);
        Assert.Equal(comparison.Verdict, root.Descendants("p").First().Value);
        var table = Page.Section(root, "Strategies").Descendants("tbody").Single().Elements("tr").ToList();
        Assert.Equal(comparison.Strategies.Count, table.Count);
        Assert.All(table.Zip(comparison.Strategies), p => Assert.StartsWith(p.Second.Strategy, p.First.Element("th")!.Value, StringComparison.Ordinal));
        Assert.Equal(comparison.Runs.Count, Page.Section(root, "Runs").Descendants("a").Count());
        Assert.Equal(comparison.Runs.Count, Page.Section(root, "Seed by seed").Descendants("circle").Count());
        Assert.Equal(comparison.Strategies.Count, Page.Section(root, "What accuracy costs").Descendants("circle").Count());
        Assert.Equal(comparison.Command, Page.Section(root, "Repeat this").Element("pre")!.Value);
        // One seed has no interval to show.
        Assert.Equal(seeds > 1, table.SelectMany(r => r.Elements("td")).Any(d => d.Value.Contains('±', StringComparison.Ordinal)));
        Assert.Equal(3 * comparison.Strategies.Count(s => s.Score.HalfWidth > 0), Page.Section(root, "What accuracy costs").Descendants("line").Count(l => l.Attribute("class")!.Value.StartsWith("bar", StringComparison.Ordinal)));
    }

    [Fact]
    public void Links_lead_to_the_reports_of_the_runs_beside_the_page()
    {
        var root = Page.Parse(HtmlComparisonReport.Render(SampleComparison.Of(SampleComparison.Usual, 1)));
        Assert.Equal(["./runs/linear-probe-seed1/report.html", "./runs/partial-1-seed1/report.html"], root.Descendants("a").Take(2).Select(a => a.Attribute("href")!.Value));
        var odd = SampleComparison.Of(["x"], 1);
        odd = odd with { Runs = [odd.Runs[0] with { Directory = "javascript:alert(1)\\a b" }] };
        Assert.Equal("./javascript%3Aalert%281%29/a%20b/report.html", Page.Parse(HtmlComparisonReport.Render(odd)).Descendants("a").Single().Attribute("href")!.Value);
    }

    [Fact]
    public void A_row_shows_score_interval_difference_and_cost()
    {
        var comparison = SampleComparison.Of(["linear-probe", "full"], 2);
        comparison = comparison with
        {
            Strategies =
            [
                comparison.Strategies[0],
                comparison.Strategies[1] with { Score = new(0.8451, 0.0317), Difference = new(-0.0081, 0.019), Seconds = 200, TimeRatio = 31.2, PeakMemoryBytes = 1_250_000_000, TestScore = new(0.9, null) },
            ],
        };
        var row = Page.Section(Page.Parse(HtmlComparisonReport.Render(comparison)), "Strategies").Descendants("tbody").Single().Elements("tr").Last().Elements().Select(e => e.Value).ToList();
        Assert.Equal(["full+0.8 ± 1.9 points at 31 times the time: within noise", "84.5 ± 3.2 %", "−0.8 ± 1.9"], row.Take(3).Select(t => t.Replace("\n", "", StringComparison.Ordinal)));
        Assert.Equal(["90.0 %", "20,500", "100", "3 min 20 s", "31.2"], row.Skip(5).Take(5));
        Assert.Equal("1.25 GB", row[11]);
    }

    [Fact]
    public void Seeds_that_were_left_out_and_strategies_that_were_not_run_are_in_the_table()
    {
        var comparison = SampleComparison.Of(SampleComparison.Usual, 3) with { NotRun = ["partial:3"] };
        var root = Page.Parse(HtmlComparisonReport.Render(comparison));
        var rows = Page.Section(root, "Strategies").Descendants("tbody").Single().Elements("tr").Select(r => r.Elements().Select(e => e.Value).ToList()).ToList();
        Assert.Equal(["3 of 3", "3 of 3", "3 of 3", "3 of 3", "1 of 3", "–"], rows.Select(r => r[1]));
        Assert.StartsWith("full (beaten)", rows[4][0], StringComparison.Ordinal);
        Assert.Contains("not run: the budget was spent", rows[5][0], StringComparison.Ordinal);
        Assert.All(rows, r => Assert.Equal(rows[0].Count, r.Count));
        Assert.Equal(13, Page.Section(root, "Seed by seed").Descendants("circle").Count());
        Page.CheckDrawings(root);
    }

    [Fact]
    public void Infinite_and_missing_figures_do_not_break_the_drawing()
    {
        var comparison = SampleComparison.Of(["a", "b"], 2);
        comparison = comparison with
        {
            Strategies = [comparison.Strategies[0] with { Score = new(1, double.PositiveInfinity), Seconds = 0 }, comparison.Strategies[1] with { Score = new(1, 0.2), Loss = new(double.NaN, null) }],
            Runs = [.. comparison.Runs.Take(3)],
        };
        Page.CheckDrawings(Page.Parse(HtmlComparisonReport.Render(comparison)));
    }

    [Fact]
    public void The_page_is_written_into_the_folder()
    {
        using var folder = new TemporaryFolder();
        var path = HtmlComparisonReport.Write(SampleComparison.Of(SampleComparison.Usual, 3), folder.Path);
        Assert.Equal(folder["comparison.html"], path);
        Page.Parse(File.ReadAllText(path));
    }

    private static ComparisonSummary Comparison(string kind, int seeds) => SampleComparison.Of(kind switch
    {
        "usual" => SampleComparison.Usual,
        "long" => s_long,
        "one" => ["full"],
        _ => ["<b>a</b>", "\"quoted\" & 'more'", "日本語の戦略の名前がとても長い"],
    }, seeds);
}
