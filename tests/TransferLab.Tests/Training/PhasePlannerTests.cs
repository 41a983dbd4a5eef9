using TransferLab.Backbones;
using TransferLab.Settings;
using TransferLab.Tests.Backbones;
using TransferLab.Training;

namespace TransferLab.Tests.Training;

public class PhasePlannerTests
{
    private static readonly Backbone s_backbone = NetworkWriter.Load(NetworkWriter.ResNet());

    [Theory]
    [InlineData(null, "linear-probe 2, partial:1 2, partial:2 2, partial:3 2, full 2")]
    [InlineData(10, "linear-probe 2, partial:1 2, partial:2 2, partial:3 2, full 2")]
    [InlineData(25, "linear-probe 2, partial:1 2, partial:2 2, partial:3 2, full 17")]
    [InlineData(5, "linear-probe 2, partial:1 2, partial:2 1")]
    [InlineData(1, "linear-probe 1")]
    public void Gradual_shares_the_epochs_of_the_run_between_its_phases(int? epochs, string expected) =>
        Assert.Equal(expected, string.Join(", ", Plan("gradual:2", o => o with { Epochs = epochs }).Select(p => $"{p.Name} {p.Settings.Epochs}")));

    [Fact]
    public void In_gradual_the_options_speak_of_every_phase_that_trains_layers()
    {
        var phases = Plan("gradual:2", o => o with { LearningRate = 1e-3, Schedule = "constant", Patience = 3 });
        Assert.Equal(PhaseDefaults.LinearProbe.LearningRate, phases[0].Settings.LearningRate);
        Assert.All(phases.Skip(1), p => Assert.Equal((1e-3, "constant"), (p.Settings.LearningRate, p.Settings.Schedule)));
        Assert.Equal([0, 0, 0, 0, 3], phases.Select(p => p.Settings.Patience));
        // The head has seen two epochs when the first layers begin to move.
        Assert.Equal(1, phases[0].HeadRateScale);
        Assert.All(phases.Skip(1), p => Assert.True(p.HeadRateScale > 10, $"{p.HeadRateScale}"));
    }

    [Fact]
    public void In_lp_ft_they_speak_of_the_second_phase()
    {
        var phases = Plan("lp-ft", o => o with { Epochs = 7, LearningRate = 1e-3 });
        Assert.Equal([(PhaseDefaults.LinearProbe.Epochs, PhaseDefaults.LinearProbe.LearningRate, 1f), (7, 1e-3, 1f)], phases.Select(p => (p.Settings.Epochs, p.Settings.LearningRate, p.HeadRateScale)));
    }

    [Fact]
    public void Rate_factors_reach_every_phase()
    {
        foreach (var phase in Plan("lp-ft", o => o with { LayerDecay = 0.7, BackboneRateMultiplier = 0.1 }))
            Assert.Equal((0.7, 0.1), (phase.LayerDecay, phase.BackboneRateMultiplier));
    }

    private static IReadOnlyList<TrainingPhase> Plan(string freeze, Func<FineTuneOptions, FineTuneOptions> change) =>
        PhasePlanner.Plan(change(new FineTuneOptions { Images = "images", Backbone = "network.onnx", Output = "run", Freeze = FreezePolicy.Parse(freeze) }), s_backbone);
}
