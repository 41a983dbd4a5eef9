using TransferLab.Reports.Svg;
using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>The learning-rate range test and the rate that was picked.</summary>
internal sealed class RangeTestSection : IRunSection
{
    public string Title => "Learning-rate range test";

    public bool Applies(RunSummary run) => run.RangeTest.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var test = run.RangeTest;
        var picked = run.Config.PickedLearningRate;
        html.Element("p", $"The rate rose from {Figures.Short(test[0].Rate)} to {Figures.Short(test[^1].Rate)} over {test.Count} steps, on weights that were put back afterwards."
            + (picked is { } rate ? $" The run took {Figures.Short(rate)} as its highest." : ""));
        // The loss of a rate far too high would press everything else flat.
        var first = test[0].SmoothedLoss;
        var ceiling = Math.Max(first * 3, test.Min(t => t.SmoothedLoss) * 6);
        new LineChart
        {
            Title = "Loss against learning rate",
            Description = $"Logarithmic in the rate. The smoothed loss begins at {Figures.Short(first)}; its least is {Figures.Short(test.Min(t => t.SmoothedLoss))} at a rate of {Figures.Short(test.MinBy(t => t.SmoothedLoss)!.Rate)}.",
            XLabel = "learning rate",
            LogX = true,
            Series =
            [
                new("of each step", [.. test.Select(t => new ChartPoint(t.Rate, t.Loss <= ceiling ? t.Loss : double.NaN))]),
                new("smoothed", [.. test.Select(t => new ChartPoint(t.Rate, t.SmoothedLoss <= ceiling ? t.SmoothedLoss : double.NaN))]),
            ],
            Mark = picked,
            MarkText = "taken",
        }.Write(html);
    }
}
