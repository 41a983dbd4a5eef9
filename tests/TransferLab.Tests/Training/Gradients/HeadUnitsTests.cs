using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Runs;
using TransferLab.Training.Gradients;

namespace TransferLab.Tests.Training.Gradients;

public class HeadUnitsTests
{
    private readonly OnnxModel _model = new("suffix", 18);
    private readonly ClassifierHead _head;

    public HeadUnitsTests()
    {
        _model.Graph.Inputs.Add(new ValueInfo("features", ElementType.Float, new Shape(Dim.Of("N"), 4)));
        _head = ClassifierHead.Append(_model, "features", new ClassifierHeadOptions { Classes = 3, Seed = 1, Spec = HeadSpec.Parse("6,relu,1,tanh") });
    }

    [Fact]
    public void Drawn_weights_differ() => Check();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_layer_whose_units_are_all_equal_is_refused_by_name(int layer)
    {
        Fill(_head.Layers[layer].Weight, (_, i) => i);
        Fill(_head.Layers[layer].Bias, (_, _) => 0.5f);
        var message = Assert.Throws<TrainingException>(Check).Message;
        Assert.Contains($"'{_head.Layers[layer].Weight}'", message, StringComparison.Ordinal);
        Assert.Contains("Seed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_in_one_weight_or_one_bias_is_enough()
    {
        Fill(_head.Layers[0].Weight, (unit, i) => unit == 5 && i == 3 ? 1 : 0);
        Fill(_head.Layers[0].Bias, (_, _) => 0);
        Check();
        Fill(_head.Layers[0].Weight, (_, _) => 0);
        Fill(_head.Layers[0].Bias, (_, i) => i);
        Check();
    }

    private void Check() => HeadUnits.EnsureDistinct(_head, name => _model.Graph.Initializers[name].Span<float>());

    private void Fill(string name, Func<int, int, float> value)
    {
        var dims = _model.Graph.Initializers[name].Dims;
        var width = (int)dims[^1];
        _model.Graph.Initializers[name] = Tensor.From([.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(i => value(i / width, i % width))], [.. dims]);
    }
}
