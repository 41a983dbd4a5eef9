using FsCheck.Xunit;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Objectives;
using TransferLab.Settings;
using TransferLab.Testing;

namespace TransferLab.Tests.Settings;

public sealed class TrainingSettingsTests
{
    private static FineTuneOptions Standard => TrainingSettings.Standard;

    [Fact]
    public void Names_properties_and_fields_are_each_of_one_setting()
    {
        Assert.Equal(TrainingSettings.All.Count, TrainingSettings.All.Select(s => s.Name).Distinct().Count());
        Assert.Equal(TrainingSettings.All.Count, TrainingSettings.All.Select(s => s.Property).Distinct().Count());
        Assert.Equal(TrainingSettings.All.Count, TrainingSettings.All.Select(s => s.JsonName).Distinct().Count());
        Assert.All(TrainingSettings.All, s => Assert.NotEmpty(s.Help));
    }

    [Fact]
    public void What_a_setting_reads_it_writes()
    {
        // Values other than the defaults, so that nothing is compared with itself.
        var other = Standard with
        {
            Epochs = 7,
            BatchSize = FineTuneOptions.AllImages,
            LearningRate = 0.02,
            LayerDecay = 0.5,
            WarmUp = 0.1,
            Ema = 0.9,
            ClipNorm = 1.5,
            Patience = 3,
            Seed = 9,
            Views = 2,
            MixUp = 0.2,
            Freeze = FreezePolicy.Parse("partial:2"),
            BatchNorm = BatchNormMode.Frozen,
            Loss = LossSpec.Parse("focal"),
            Calibrate = false,
            TuneThresholds = false,
            Strict = true,
            Optimizer = Standard.Optimizer with { Name = "sgd", WeightDecay = 0.25f, L1 = 0.5f },
            Sampling = SamplingMode.Balanced,
            ClassWeights = ClassWeighting.Balanced,
        };
        foreach (var setting in TrainingSettings.All)
            foreach (var options in (FineTuneOptions[])[Standard, other])
                if (setting.Read(options) is { } text)
                    Assert.Equal(text, setting.Read(setting.Write(Standard, text)));
        var copied = TrainingSettings.All.Aggregate(Standard, (o, s) => s.Read(other) is { } text ? s.Write(o, text) : o);
        Assert.Equal(other.ToString(), copied.ToString());
    }

    [Fact]
    public void Every_range_holds_for_the_default_and_names_its_setting_where_it_does_not()
    {
        Assert.All(TrainingSettings.All, s => s.Check(Standard));
        var e = Assert.Throws<SettingException>(() => TrainingSettings.All.Single(s => s.Name == "clip-norm").Check(Standard with { ClipNorm = -1 }));
        Assert.Equal("ClipNorm -1 is out of range: 0 (off) or a positive number.", e.Message);
        Assert.Equal("ClipNorm", Assert.Single(e.Words.Settings).Property);
    }

    [Property(MaxTest = 300)]
    public void Any_text_is_read_or_refused_as_input(string? text)
    {
        foreach (var setting in TrainingSettings.All)
        {
            try
            {
                setting.Write(Standard, text ?? "");
            }
            catch (InputException)
            {
                // An answer, not a defect.
            }
        }
    }

    [Fact]
    public void The_page_of_settings_is_that_of_the_table()
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "settings.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("TRANSFERLAB_REGENERATE") == "1")
            File.WriteAllText(path, page);
        Assert.Equal(File.ReadAllText(path), page);
    }

    private static string Page() => string.Join('\n',
    [
        "# Settings of a run", "",
        "Generated from `TrainingSettings`, the one place where a setting is declared (`TRANSFERLAB_REGENERATE=1` writes this page anew). A setting is a flag of `train`, `compare` and `cross-validate`",
        "(`--NAME`), a field of `POST /v1/runs` (the name in camelCase; not what is about the machine), a key of a run's `config.json`, and the property of `FineTuneOptions` or the options in it.", "",
        "| Name | Property | Value | Default | Range |", "|---|---|---|---|---|",
        .. TrainingSettings.All.Where(s => s.IsAsked).Select(s =>
            $"| `{s.Name}` | `{s.Property}` | {(s.Form.Length > 0 ? $"`{Cell(s.Form)}`" : "")} | {(s.Read(Standard) is { } standard ? $"`{Cell(standard)}`" : "")} | {Cell(s.Range ?? "")} |"), "",
        .. TrainingSettings.All.Where(s => s.IsAsked).SelectMany(s => (string[])[$"**`{s.Name}`** {s.Help.Replace("\n", "\n- ", StringComparison.Ordinal)}", ""]),
    ]);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
