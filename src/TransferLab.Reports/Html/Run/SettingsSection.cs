using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>Everything the run was started with.</summary>
internal sealed class SettingsSection : IRunSection
{
    private const string OfStrategy = "default of the strategy";

    public string Title => "Settings";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var c = run.Config;
        var table = new HtmlTable("As in config.json", new("Setting", false), new("Value", false));
        table.Add("images", c.Dataset.Root);
        table.Add("backbone", c.Backbone.Path);
        table.Add("backbone SHA-256", c.Backbone.Sha256);
        table.Add("freeze", c.Freeze);
        table.Add("optimizer", c.Optimizer.Name);
        table.Add("learning rate", c.LearningRate > 0 ? Figures.Short(c.LearningRate) : OfStrategy);
        table.Add("schedule", c.Schedule.Length > 0 ? c.Schedule : OfStrategy);
        table.Add("weight decay", c.Optimizer.WeightDecay is { } decay ? Figures.Short(decay) : OfStrategy);
        if (c.Optimizer.L1 > 0)
            table.Add("l1", Figures.Short(c.Optimizer.L1));
        table.Add("epochs", c.Epochs > 0 ? Figures.Count(c.Epochs) : OfStrategy);
        table.Add("batch size", Figures.Count(c.BatchSize));
        table.Add("seed", c.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        table.Add("training / held-out images", $"{Figures.Count(c.Dataset.TrainImages)} / {Figures.Count(c.Dataset.ValidationImages)} (share {Figures.Short(c.Dataset.ValidationFraction)})");
        foreach (var (name, value) in c.Settings.Where(s => s.Value.Length > 0))
            table.Add(name.Replace('-', ' '), value);
        using (html.Open("div", ("class", "settings")))
            table.Write(html);
    }
}
