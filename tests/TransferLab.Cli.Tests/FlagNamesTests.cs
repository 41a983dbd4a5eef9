using TransferLab.Backbones;
using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;
using TransferLab.DataChecks;
using TransferLab.Errors;
using TransferLab.Reports.Mlflow;
using TransferLab.Settings;
using TransferLab.Studies.Comparison;

namespace TransferLab.Cli.Tests;

public sealed class FlagNamesTests
{
    private static readonly FineTuneOptions s_complete = new() { Images = "a", Backbone = "b", Output = "c" };

    public static TheoryData<string, Action> Mistakes => new()
    {
        { "IMAGES is empty", () => TrainingSettings.Standard.Validate() },
        { "IMAGES is empty", () => new DatasetOptions { FurtherRoots = [" "] }.Validate() },
        { "--freeze names no strategy", () => new ComparisonOptions { Common = s_complete, Strategies = [] }.Validate() },
        { "--bootstrap -1 is out of range", () => new BootstrapOptions { Resamples = -1 }.Validate() },
        { "--near -1 is out of range", () => new DataCheckOptions { NearDistance = -1 }.Validate() },
        { "--size 0 is out of range", () => new BackboneOptions { Height = 0, Width = 0 }.Validate() },
        { "--size 0 is out of range", () => new BackboneOptions { Width = 0 }.Validate() },
        { "--mlflow 'here' is no address of a server; write e.g. --mlflow http", () => MlflowOptions.Parse("here", null) },
        { "--mlflow-experiment is empty", () => MlflowOptions.Parse("http://127.0.0.1", " ") },
        { "--batch-size -7 is out of range", () => (s_complete with { BatchSize = -7 }).Validate() },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_message_of_the_library_names_what_the_command_line_takes(string words, Action mistake)
    {
        var error = Assert.ThrowsAny<InputException>(mistake);
        Assert.Contains(words, error.Words.In(FlagNames.Of), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_of_the_table_has_the_flag_that_the_table_gives_it() =>
        Assert.Equal("--augment none", FlagNames.Of(new SettingName(nameof(FineTuneOptions.Augmentation), "none")));
}
