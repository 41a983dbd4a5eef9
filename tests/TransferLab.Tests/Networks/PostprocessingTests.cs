using TransferLab.Data;
using TransferLab.Networks;
using TransferLab.Onnx;

namespace TransferLab.Tests.Networks;

public class PostprocessingTests
{
    [Theory]
    [InlineData("logits", 1)]
    [InlineData("scores", 1)]
    [InlineData("scores", 2.5)]
    public void Single_label_probabilities_are_the_softmax_of_tempered_scores(string name, double temperature)
    {
        var model = Model(name);
        Postprocessing.Append(model, name, LearningTask.SingleLabel, temperature);
        float[] scores = [1, 2, 3, -1, 0, 4];
        var powers = scores.Select(s => Math.Exp(2 * s / temperature)).ToArray();
        var expected = powers.Select((p, i) => (float)(p / powers.Skip(i / 3 * 3).Take(3).Sum())).ToArray();
        Session.Close(expected, Session.Run(model, Postprocessing.Probabilities, "x", scores, 2, 3), 1e-6);
        Session.Close([.. scores.Select(s => 2 * s)], Session.Run(model, Postprocessing.Logits, "x", scores, 2, 3), 1e-6);
        Assert.Equal([Postprocessing.Probabilities, Postprocessing.Logits], model.Graph.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void Multi_label_probabilities_are_sigmoids()
    {
        var model = Model("scores");
        Postprocessing.Append(model, "scores", LearningTask.MultiLabel);
        float[] scores = [0, 1, -2];
        Session.Close([.. scores.Select(s => (float)(1 / (1 + Math.Exp(-2 * s))))], Session.Run(model, Postprocessing.Probabilities, "x", scores, 1, 3), 1e-6);
    }

    [Fact]
    public void A_backbone_that_uses_the_names_inside_gives_way()
    {
        var model = Model("scores", inside: "probabilities");
        Postprocessing.Append(model, "scores", LearningTask.SingleLabel);
        Assert.Equal(1, Session.Run(model, Postprocessing.Probabilities, "x", [5f, 5f, 5f], 1, 3).Sum(), 5);
        model = Model("scores", inside: "logits");
        Postprocessing.Append(model, "scores", LearningTask.SingleLabel);
        Session.Close([10, 10, 10], Session.Run(model, Postprocessing.Logits, "x", [5f, 5f, 5f], 1, 3), 1e-6);
    }

    [Fact]
    public void A_temperature_below_or_at_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Postprocessing.Append(Model("scores"), "scores", LearningTask.SingleLabel, 0));

    private static OnnxModel Model(string scores, string inside = "between")
    {
        var model = new OnnxModel("network", 18);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.Graph.Nodes.Add(new Node("Identity", ["x"], [inside]));
        model.Graph.Nodes.Add(new Node("Add", [inside, inside], [scores]));
        model.Graph.Outputs.Add(new ValueInfo(scores, ElementType.Float, null));
        return model;
    }
}
