using TransferLab.Reports.Html.Data;
using TransferLab.Studies.Hints;

namespace TransferLab.Cli.Output;

/// <summary>Shows label hints as lines.</summary>
internal static class HintText
{
    private const int Most = 20;

    public static void Write(TextWriter output, HintReport report, string table)
    {
        var c = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(c, $"{report.Images} images; a linear classifier that had not seen them "
            + $"agrees with {report.Agreement:0.000} of the labels. {report.Hints.Count} labels are doubtful."));
        foreach (var hint in report.Hints.Take(Most))
        {
            output.WriteLine(string.Create(c, $"  {hint.Image}: {HintPage.Words(hint)} ({hint.Given:0.00} against {hint.Suggested:0.00})"));
            foreach (var n in hint.Neighbours)
                output.WriteLine(string.Create(c,
                    $"      like {n.Image}: {(n.Labels.Count == 0 ? "no label" : string.Join(", ", n.Labels))} ({n.Similarity:0.00})"));
        }
        if (report.Hints.Count > Most)
            output.WriteLine($"  … and {report.Hints.Count - Most} more");
        output.WriteLine($"All of them are in {table}.");
    }
}
