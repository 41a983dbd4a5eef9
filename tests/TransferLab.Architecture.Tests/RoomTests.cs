using System.Text.RegularExpressions;

namespace TransferLab.Architecture.Tests;

/// <summary>Which folder may know which, from compiled code; docs/architecture.md draws what is checked here.</summary>
public partial class RoomTests
{
    private const string Page = "docs/architecture.md";

    /// <summary>The plan of the library's rooms: lines <c>Room ← Room, Room</c> of the page, a room before the rooms that know it.</summary>
    private static Dictionary<string, string[]> Plan => PlanBlock().Match(Repository.Read(Page)).Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(l => l.Split('→'))
        .ToDictionary(p => p[0].Trim(), p => p.Length == 1 ? [] : p[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    [Theory]
    [InlineData("TransferLab")]
    [InlineData("TransferLab.Reports")]
    public void Folders_know_each_other_in_one_direction_only(string project) => Findings.None(Rooms.Cycles(Rooms.Arrows(project)));

    // Small projects: a folder counts with those in it, and what lies at the root is the project's entrance, which knows its rooms and is known by them.
    [Theory]
    [InlineData("TransferLab.Autodiff")]
    [InlineData("TransferLab.Cli")]
    [InlineData("TransferLab.Imaging")]
    [InlineData("TransferLab.MLNet")]
    [InlineData("TransferLab.Onnx")]
    [InlineData("TransferLab.Runtime")]
    [InlineData("TransferLab.Service")]
    [InlineData("TransferLab.TensorFlow")]
    public void Rooms_know_each_other_in_one_direction_only(string project) => Findings.None(Rooms.Cycles(
        [.. Rooms.Arrows(project).Select(a => a with { From = Room(a.From), To = Room(a.To) }).Where(a => a.From != a.To && a.From != "." && a.To != ".")
            .GroupBy(a => (a.From, a.To)).Select(g => g.First())]));

    [Fact]
    public void Rooms_of_the_library_know_only_those_that_the_plan_lets_them_know()
    {
        var plan = Plan;
        Assert.NotEmpty(plan);
        Findings.None(Rooms.Arrows("TransferLab").Select(a => (From: Room(a.From), To: Room(a.To), Arrow: a)).Where(a => a.From != a.To)
            .Where(a => !plan.TryGetValue(a.From, out var known) || !known.Contains(a.To)).Select(a => $"{a.From} may not know {a.To} ({a.Arrow}): see the plan in {Page}"));
    }

    [Fact]
    public void The_plan_names_every_room_and_no_other_and_has_no_arrow_that_nobody_uses()
    {
        var plan = Plan;
        var folders = Repository.SourceFiles.Where(f => f.StartsWith("src/TransferLab/", StringComparison.Ordinal)).Select(f => f.Split('/')[2]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(folders, plan.Keys.Order(StringComparer.Ordinal));
        var used = Rooms.Arrows("TransferLab").Select(a => (Room(a.From), Room(a.To))).ToHashSet();
        Findings.None(plan.SelectMany(p => p.Value.Select(to => (p.Key, to))).Where(a => !used.Contains(a)).Select(a => $"{a.Key} → {a.to} stands in the plan, and no code needs it"));
    }

    [Fact]
    public void The_plan_has_a_room_before_those_that_know_it()
    {
        var order = Plan.Keys.ToList();
        Findings.None(Plan.SelectMany(p => p.Value.Where(to => order.IndexOf(to) is var i && (i < 0 || i >= order.IndexOf(p.Key))).Select(to => $"{p.Key} → {to}")));
    }

    // Turning an arrow must fail: the check is tried on arrows that close.
    [Fact]
    public void A_cycle_is_found_where_there_is_one()
    {
        Rooms.Arrow[] straight = [new("A", "B", ["x"]), new("B", "C", ["y"]), new("A", "C", ["z"])];
        Assert.Empty(Rooms.Cycles(straight));
        Assert.Single(Rooms.Cycles([.. straight, new("C", "A", ["turned"])]));
    }

    // Nested types, lambdas, generic arguments and calls count as uses of the folder that holds the type.
    [Fact]
    public void Arrows_are_read_from_method_bodies() =>
        Assert.Contains(Rooms.Arrows("TransferLab"), a => a is { From: "Training", To: "Networks" } && a.Types.Contains("PackageExport uses Postprocessing"));

    [Fact]
    public void The_page_that_says_where_to_add_names_eight_places_that_exist()
    {
        var rows = Repository.Read("docs/where-to-add.md").Split('\n').Where(l => l.StartsWith("| a", StringComparison.Ordinal)).ToArray();
        Assert.Equal(8, rows.Length);
        Findings.None(rows.SelectMany(r => PathInPage().Matches(r).Select(m => m.Groups["path"].Value).DefaultIfEmpty(r))
            .Where(p => !Repository.Files.Any(f => f == p || f.StartsWith(p + "/", StringComparison.Ordinal))).Select(p => $"{p} is not there"));
    }

    private static string Room(string folder) => folder.Split('/')[0];

    [GeneratedRegex(@"`(?<path>src/[^`]+)`")]
    private static partial Regex PathInPage();

    [GeneratedRegex(@"```rooms\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex PlanBlock();
}
