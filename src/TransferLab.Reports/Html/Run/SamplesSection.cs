using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>Some training images as training saw them.</summary>
internal sealed class SamplesSection : IRunSection
{
    public string Title => "What training saw";

    public bool Applies(RunSummary run) => run.Samples.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        html.Element("p", run.Samples[0].IsAugmented
            ? "Some training images as they went into the first epoch; every epoch sees other parts of them, some mirrored."
            : "Some training images as they went into training, the same in every epoch.");
        PictureList.Write(html, run.Samples.Select((s, i) => (s.Path, $"Training image {i + 1}", "", (IReadOnlyList<string>)[])));
    }
}
