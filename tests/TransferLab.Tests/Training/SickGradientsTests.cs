using TransferLab.Onnx;
using TransferLab.Pictures;
using TransferLab.Runs;
using TransferLab.Settings;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Tests.Backbones;
using TransferLab.Training.Events;

namespace TransferLab.Tests.Training;

/// <summary>Networks and settings that cannot learn, and what a run says of them.</summary>
public sealed class SickGradientsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_deep_chain_of_sigmoids_without_normalisation_vanishes_in_its_stem()
    {
        var options = Options(SigmoidChain());
        var e = Assert.Throws<TrainingException>(() => FineTuner.Train(options, null, Token));
        Assert.Contains("Vanishing gradients in epoch 1: the norm of layer group 'stem'", e.Message, StringComparison.Ordinal);
        Assert.Contains("OnBadGradients warn", e.Message, StringComparison.Ordinal);

        var warnings = new List<string>();
        var result = FineTuner.Train(options with { OnBadGradients = BadGradients.Warn, Output = _folder["warned"] }, w => warnings.AddRange(w is RunMessage { IsWarning: true } m ? [m.Text] : []), Token);
        Assert.Equal(2, result.Epochs);
        Assert.Contains(warnings, w => w.Contains("'stem'", StringComparison.Ordinal));
        Assert.Equal(warnings.Count, warnings.Distinct().Count());
    }

    [Fact]
    public void Rectifiers_that_are_dead_stop_the_run()
    {
        var model = TinyBackbone.Create();
        // The last rectifier sees nothing but negative numbers: features are 0 and nothing comes back through it.
        model.Graph.Initializers["block2.conv.bn.shift"] = Tensor.Filled(-1000f, 24);
        var e = Assert.Throws<TrainingException>(() => FineTuner.Train(Options(model), null, Token));
        Assert.Contains("'stem' is 0 on average", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_far_too_high_explodes_and_names_a_layer_group()
    {
        var options = TinyRun.Options(_folder, "full", epochs: 50) with { LearningRate = 900, Optimizer = new() { Name = "sgd" }, Patience = 0 };
        var e = Assert.Throws<TrainingException>(() => FineTuner.Train(options, null, Token));
        Assert.Matches("layer group '(stem|stage[0-9]|head)'", e.Message);
        Assert.Contains("LearningRate (it is 900)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_named_with_their_layer_group()
    {
        var model = TinyBackbone.Create();
        Edit(model, "block2.conv.weight", values => values[3] = float.PositiveInfinity);
        var e = Assert.Throws<TrainingException>(() => FineTuner.Train(Options(model) with { OnBadGradients = BadGradients.Warn }, null, Token));
        Assert.Contains("epoch 1, step 1", e.Message, StringComparison.Ordinal);
        Assert.Matches("'block2.conv.weight' (of|in) the layer group 'stage[0-9]' (are|is) not finite", e.Message);
    }

    [Theory]
    [InlineData("linear-probe")]
    [InlineData("full")]
    public void A_run_that_has_learnt_everything_goes_on_in_peace(string freeze)
    {
        var options = TinyRun.Options(_folder, freeze, perClass: 4, epochs: 300) with { LearningRate = 0.05, Augmentation = AugmentationLevel.None, Patience = 0, Schedule = "constant" };
        var last = 1.0;
        FineTuner.Train(options, e => last = e is EpochCompleted c ? c.Metrics.TrainLoss : last, Token);
        Assert.True(last < 0.1, $"loss {last}");
    }

    private FineTuneOptions Options(OnnxModel model)
    {
        var path = _folder["sick.onnx"];
        model.Save(path);
        return TinyRun.Options(_folder, "full", epochs: 2) with { Backbone = path, Freeze = FreezePolicy.Parse("full") };
    }

    private static OnnxModel SigmoidChain()
    {
        var w = new NetworkWriter(size: 32);
        var x = "input";
        for (var layer = 0; layer < 14; layer++)
        {
            x = w.Node("Sigmoid", [w.Conv(x, layer == 0 ? 3 : 4, 4, kernel: 1, stride: layer is 0 or 4 or 8 ? 2 : 1)]);
        }
        var model = w.Done(w.PoolAndFlatten(x));
        foreach (var name in model.Graph.Initializers.Keys.Where(k => k.EndsWith(".weight", StringComparison.Ordinal)).ToList())
            Edit(model, name, values => System.Numerics.Tensors.TensorPrimitives.Multiply(values, 0.1f, values));
        return model;
    }

    private static void Edit(OnnxModel model, string name, Action<float[]> edit)
    {
        var tensor = model.Graph.Initializers[name];
        var values = tensor.Span<float>().ToArray();
        edit(values);
        model.Graph.Initializers[name] = Tensor.From<float>(values, tensor.Dims);
    }
}
