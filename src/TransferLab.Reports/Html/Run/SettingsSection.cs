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
        table.Add("training / held-out images",
            $"{Figures.Count(c.Dataset.TrainImages)} / {Figures.Count(c.Dataset.ValidationImages)} (share {Figures.Short(c.Dataset.ValidationFraction)})");
        foreach (var (name, value) in c.Settings.Where(s => s.Value.Length > 0))
            table.Add(name.Replace('-', ' '), value);
        using (html.Open("div", ("class", "settings")))
            table.Write(html);
    }
}

/// <summary>What to type next, and how to repeat the run.</summary>
internal sealed class CommandsSection : IRunSection
{
    public string Title => "Commands";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var package = Shell.Quote(run.Result.Package);
        Command(html, "Label pictures", $"transferlab predict {package} picture.jpg");
        Command(html, "Score another folder", $"transferlab evaluate {package} FOLDER");
        Command(html, "Serve over HTTP", $"transferlab serve {package}");
        Command(html, "Repeat this run (same seed, same weights), into a new folder", RunCommand.Of(run.Config, run.Result.Run + "-again"));
        Command(html, "Write this page anew", $"transferlab report {Shell.Quote(run.Result.Run)}");
    }

    private static void Command(HtmlWriter html, string what, string command)
    {
        html.Element("h3", what);
        html.Element("pre", command);
    }
}

/// <summary>What was frozen, and the proof that it stayed so.</summary>
internal sealed class FrozenSection : IRunSection
{
    public string Title => "What was frozen";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var r = run.Result;
        html.Element("p", $"Strategy {run.Config.Freeze}: {Figures.Count(r.TrainableParameters)} of {Figures.Count(r.TotalParameters)} parameters trained in "
            + $"the last phase, head included.");
        if (r.Frozen.Tensors == 0)
        {
            html.Element("p", "No tensor stayed frozen throughout.");
            return;
        }
        html.Element("p", $"{Figures.Count(r.Frozen.Tensors)} tensors were frozen throughout, and are in the classifier bit for bit what they were in the "
            + $"backbone. Their SHA-256 before and after:");
        html.Element("pre", r.Frozen.BackboneHash == r.Frozen.ModelHash ? r.Frozen.BackboneHash : $"{r.Frozen.BackboneHash}\n{r.Frozen.ModelHash}");
    }
}

/// <summary>What the run was made with.</summary>
internal sealed class EnvironmentSection : IRunSection
{
    public string Title => "Environment";

    public bool Applies(RunSummary run) => true;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var e = run.Config.Environment;
        var table = new HtmlTable("What the run was made with", new("Part", false), new("Version", false));
        table.Add("TransferLab", e.TransferLab);
        table.Add(".NET", e.Framework);
        table.Add("ONNX Runtime", e.OnnxRuntime);
        table.Add("system", e.OperatingSystem);
        table.Add("processor", $"{e.Architecture}, {Figures.Count(e.Cores)} cores");
        table.Write(html);
    }
}
