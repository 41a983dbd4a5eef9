using TransferLab.DataChecks;

namespace TransferLab.Reports.Html.Data;

/// <summary>Shows a <see cref="DataCheckReport"/> as a page in one file that loads nothing.</summary>
public static class DataCheckPage
{
    // Some 8 KB each: a page stays below 2 MB.
    private const int MostPictures = 160;
    private const int MostPerProblem = 6;
    private const int MostPerKind = 30;

    private static readonly (DataProblemKind Kind, string Title, string Meaning)[] s_sections =
    [
        (DataProblemKind.NotTrainable, "Not trainable", "Training would refuse the set as it is."),
        (DataProblemKind.Unreadable, "Unreadable files", "Training leaves them out; strict training ends."),
        (DataProblemKind.LabelConflict, "The same picture under different labels", "One of the labels is wrong, or the pictures carry several."),
        (DataProblemKind.SplitLeak, "The same picture on two sides of the split",
            "Scores look better than they are: what is held out has been trained on. Remove copies, or keep them together in a group."),
        (DataProblemKind.ExactDuplicate, "Files that are there twice", "They count twice in training."),
        (DataProblemKind.NearDuplicate, "Pictures that look nearly alike",
            "Bursts, resized copies, frames of a video. Harmless as long as they stay on one side."),
        (DataProblemKind.TinyClass, "Small classes", "A handful of images is too few to learn from, or to score on."),
        (DataProblemKind.OddSize, "Odd sizes", "Long pictures lose most of themselves when they are cropped square; tiny ones are blurred."),
        (DataProblemKind.WrongExtension, "Wrong extensions", "Read by their content here; other programs may not."),
        (DataProblemKind.Location, "Pictures that say where they were taken", "Remove it from EXIF before they are passed on."),
        (DataProblemKind.Orientation, "Pictures stored turned", "Set upright here; other programs may not."),
        (DataProblemKind.Animation, "Several frames", "The first is used."),
        (DataProblemKind.Layout, "Folders and lists", "What was odd when they were read."),
    ];

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="path">The file.</param>
    public static void Write(DataCheckReport report, string path)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.WriteText(path, Render(report));
    }

    /// <summary>The page.</summary>
    internal static string Render(DataCheckReport report)
    {
        var name = Path.GetFileName(report.Root);
        return HtmlPage.Write($"Data check of {name} · TransferLab", html =>
        {
            html.Line().Element("h1", $"Data check: {name}");
            html.Element("p", $"{Figures.Count(report.Files)} files of {string.Join(", ", report.Roots)}.", ("class", "soft"));
            html.Element("p", DataCheckWords.Verdict(report), ("class", "verdict"));
            using (html.Open("dl", ("class", "tiles")))
            {
                Tile(html, "Errors", report.Errors);
                Tile(html, "Warnings", report.Warnings);
                Tile(html, "Notes", report.Notes);
                Tile(html, "Classes", report.Classes.Count);
                Tile(html, "Images", report.All.Total);
            }
            Classes(html, report);
            var left = MostPictures;
            foreach (var (kind, title, meaning) in s_sections)
                if (report.Problems.Where(p => p.Kind == kind).ToList() is { Count: > 0 } problems)
                    left = Section(html, report, title, meaning, problems, left);
            html.Line().Element("footer", $"Written by TransferLab {EnvironmentInfo.Version}.");
        });
    }

    private static void Classes(HtmlWriter html, DataCheckReport report)
    {
        html.Line().Element("h2", "Images per class");
        var table = new HtmlTable(report.IsSplitGiven
            ? "Sides as the folders give them."
            : "Sides as training draws them with the same share, seed and groups.",
            new("Class", false), new("Training"), new("Validation"), new("Test"), new("All"));
        foreach (var c in report.Classes)
            table.Add(c.Label, Figures.Count(c.Train), Figures.Count(c.Validation), Figures.Count(c.Test), Figures.Count(c.Total));
        table.Add(new HtmlCell("all images", IsStrong: true), Figures.Count(report.All.Train), Figures.Count(report.All.Validation),
            Figures.Count(report.All.Test), Figures.Count(report.All.Total));
        table.Write(html);
        if (report.Unlabelled > 0)
            html.Element("p", $"{Figures.Count(report.Unlabelled)} images have no label.");
    }

    private static int Section(HtmlWriter html, DataCheckReport report, string title, string meaning, List<DataProblem> problems, int left)
    {
        html.Line().Element("h2", $"{title} ({Figures.Count(problems.Count)})");
        html.Element("p", meaning, ("class", "soft"));
        foreach (var problem in problems.Take(MostPerKind))
        {
            html.Element("p", $"{DataCheckWords.Of(problem.Severity)}: {problem.Message}");
            if (problem.Images.Count == 0 || problem.Kind == DataProblemKind.Unreadable)
                continue;
            var shown = problem.Images.Take(Math.Min(MostPerProblem, left)).ToList();
            left -= shown.Count;
            if (shown.Count > 0)
                PictureList.Write(html, shown.Select(i => (Path.Combine(report.Root, i), $"Picture {i}", "", (IReadOnlyList<string>)[i])));
        }
        if (problems.Count > MostPerKind)
            html.Element("p", $"And {Figures.Count(problems.Count - MostPerKind)} more; the report as JSON lists them all.");
        return left;
    }

    private static void Tile(HtmlWriter html, string name, int count)
    {
        using (html.Open("div"))
        {
            html.Element("dt", name);
            html.Element("dd", Figures.Count(count));
        }
    }
}
