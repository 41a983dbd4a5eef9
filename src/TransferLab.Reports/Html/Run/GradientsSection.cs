using TransferLab.Reports.Svg;
using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>Gradient norms per layer group on a logarithmic axis; where a run logged none, those of the whole.</summary>
internal sealed class GradientsSection : IRunSection
{
    public string Title => "Gradients";

    public bool Applies(RunSummary run) => run.Gradients.Count > 0 || run.Metrics.Any(m => m.GradientNorm is not null);

    public void Write(HtmlWriter html, RunSummary run)
    {
        html.Element("p", "Curves that rise by orders of magnitude mean that training is about to diverge; a group whose norm falls towards nothing hardly learns.", ("class", "soft"));
        using (html.Open("div", ("class", "charts")))
        {
            if (run.Gradients.Count > 0)
            {
                Chart("Mean gradient norm per layer group", run.Gradients, g => g.MeanNorm).Write(html);
                Chart("Largest gradient norm per layer group", run.Gradients, g => g.MaxNorm).Write(html);
            }
            else
            {
                Chart("Gradient norm", [.. run.Metrics.Where(m => m.GradientNorm is not null).Select(m => new GradientNorms(m.Epoch, "all that trains", m.GradientNorm!.Value, m.GradientNorm.Value))], g => g.MeanNorm).Write(html);
            }
        }
        html.Line();
    }

    private static LineChart Chart(string title, IReadOnlyList<GradientNorms> norms, Func<GradientNorms, double> value)
    {
        // Groups come in path order within an epoch; one that is unfrozen later still belongs before those behind it.
        var groups = norms.Where(n => n.Epoch == norms[^1].Epoch).Select(n => n.Group).Concat(norms.Select(n => n.Group)).Distinct().ToList();
        var finite = norms.Select(value).Where(v => double.IsFinite(v) && v > 0).DefaultIfEmpty(0).ToList();
        return new LineChart
        {
            Title = title,
            Description = $"Logarithmic. {groups.Count} groups ({string.Join(", ", groups)}) over {norms.Select(n => n.Epoch).Distinct().Count()} epochs; values from {Figures.Short(finite.Min())} to {Figures.Short(finite.Max())}.",
            XLabel = "epoch",
            LogY = true,
            Series = [.. groups.Select(g => new ChartSeries(g, [.. norms.Where(n => n.Group == g).OrderBy(n => n.Epoch).Select(n => new ChartPoint(n.Epoch, value(n)))]))],
        };
    }
}
