using TransferLab.Pictures;
using TransferLab.Studies.Comparison;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Studies.Comparison;

/// <summary>The verdict on pictures of which it is known whether layers have to change.</summary>
public sealed class VerdictOnPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_layers_have_to_change_training_them_is_worth_it()
    {
        var summary = Compare(combined: true);
        var (probe, full) = (summary.Strategies[0], summary.Strategies[1]);
        Assert.True(full.Score.Mean > probe.Score.Mean + 0.15, $"full {full.Score.Mean}, probe {probe.Score.Mean}");
        Assert.StartsWith("full is worth it: +", summary.Verdict, StringComparison.Ordinal);
        Assert.EndsWith("better than linear-probe", full.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_features_show_the_label_the_probe_is_enough()
    {
        var summary = Compare(combined: false);
        Assert.True(summary.Strategies[0].Score.Mean > 0.9, $"{summary.Strategies[0].Score.Mean}");
        Assert.StartsWith("linear-probe is enough: full, the best of the others, is ", summary.Verdict, StringComparison.Ordinal);
        Assert.EndsWith("within noise", summary.Strategies[1].Verdict, StringComparison.Ordinal);
    }

    private ComparisonSummary Compare(bool combined) => FreezeComparison.Run(new ComparisonOptions
    {
        Common = TinyRun.Options(_folder, perClass: 2) with
        {
            Images = TwoCues.Write(_folder["cues"], 60, combined),
            Output = _folder["comparison"],
            Augmentation = AugmentationLevel.None,
            Epochs = 40,
            LearningRate = 1e-2,
            Validation = 0.4,
            Patience = 0,
        },
        Strategies = [FreezePolicy.Parse("linear-probe"), FreezePolicy.Parse("full")],
        Seeds = 3,
    }, null, TestContext.Current.CancellationToken)!;
}
