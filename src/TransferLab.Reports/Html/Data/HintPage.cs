using TransferLab.Studies.Hints;

namespace TransferLab.Reports.Html.Data;

/// <summary>Shows a <see cref="HintReport"/> as a page in one file that loads nothing: each doubtful picture beside those most like it.</summary>
public static class HintPage
{
    private const int Most = 40;

    /// <summary>Writes the page, whole or not at all.</summary>
    public static void Write(HintReport report, string path)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.WriteText(path, Render(report));
    }

    /// <summary>What a hint says, in words.</summary>
    public static string Words(LabelHint hint)
    {
        ArgumentNullException.ThrowIfNull(hint);
        return hint switch
        {
            { Remove: { } remove, Add: { } add } => $"'{remove}' is probably '{add}'",
            { Remove: { } remove } => $"'{remove}' is probably not there",
            _ => $"'{hint.Add}' is probably missing",
        };
    }

    /// <summary>The page.</summary>
    internal static string Render(HintReport report)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(report.Run));
        return HtmlPage.Write($"Label hints for {name} · TransferLab", html =>
        {
            html.Line().Element("h1", $"Label hints for {name}");
            html.Element("p", $"{Figures.Count(report.Images)} images of {report.Root}. A linear classifier that had not seen them agrees with "
                + $"{Figures.Percent(report.Agreement)} of the labels.", ("class", "soft"));
            html.Element(
                "p", report.Hints.Count == 0 ? "No label is doubtful." : $"{Figures.Count(report.Hints.Count)} labels are doubtful.", ("class", "verdict"));
            foreach (var hint in report.Hints.Take(Most))
            {
                html.Line().Element("h2", Words(hint));
                html.Element("p", $"Probability of what is given {Figures.Percent(hint.Given)}, of what is suggested {Figures.Percent(hint.Suggested)}. First "
                    + $"the picture, then those most like it.", ("class", "soft"));
                PictureList.Write(html,
                [
                    (Path.Combine(report.Root, hint.Image), $"Picture {hint.Image}", Labels(hint.Labels), [hint.Image]),
                    .. hint.Neighbours.Select(n =>
                        (Path.Combine(report.Root, n.Image), $"Picture {n.Image}", "", (IReadOnlyList<string>)[Labels(n.Labels), n.Image])),
                ]);
            }
            if (report.Hints.Count > Most)
                html.Element("p", $"And {Figures.Count(report.Hints.Count - Most)} more in {DataHints.FileName}.");
        });
    }

    private static string Labels(IReadOnlyList<string> labels) => labels.Count == 0 ? "no label" : string.Join(", ", labels);
}
