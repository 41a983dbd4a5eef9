using TransferLab.Autodiff;
using TransferLab.Autodiff.Losses;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Tests.Networks;

public class DropoutNodesTests
{
    private const int Batch = 6;
    private const int Width = 5;
    private const int Classes = 3;

    [Theory]
    [InlineData("dropout=0.5")]
    [InlineData("4,gelu,dropout=0.5")]
    [InlineData("dropout=0.3,dropout=0.3,4,dropout=0.3,gelu,dropout=0.3")]
    public void Masks_of_ones_leave_loss_and_gradients_as_they_are_without_dropout(string head)
    {
        var model = Build(head, out var h);
        var (without, with) = (Run(model, h, _ => null), Run(model, h, d => Ones(d)));
        Assert.Equal(without.Keys.Order(), with.Keys.Order());
        foreach (var (name, values) in without)
            Assert.All(values.Values.Zip(with[name].Values), p => Assert.Equal(p.First, p.Second, 12));
    }

    [Fact]
    public void Dropping_features_is_feeding_features_that_are_zero()
    {
        var model = Build("dropout=0.5,4,tanh", out var head);
        var mask = Ones(head.Dropouts[0]);
        for (var i = 0; i < mask.Values.Length; i++)
            mask.Values[i] = i % 3 == 0 ? 0 : 2;
        var x = Features();
        for (var i = 0; i < x.Values.Length; i++)
            x.Values[i] *= mask.Values[i];
        var (expected, actual) = (Run(model, head, _ => null, x), Run(model, head, _ => mask));
        foreach (var (name, values) in expected)
            Assert.All(values.Values.Zip(actual[name].Values), p => Assert.Equal(p.First, p.Second, 12));
    }

    [Fact]
    public void Each_of_two_dropouts_in_a_row_takes_effect()
    {
        var model = Build("dropout=0.3,dropout=0.3", out var head);
        var plain = Run(model, head, _ => null)["loss"].Values[0];
        for (var dropped = 0; dropped < 2; dropped++)
            Assert.NotEqual(plain, Run(model, head, d => d.Index == dropped ? NDArray.Zeros(ElementType.Float, Batch, d.Width) : Ones(d))["loss"].Values[0], 1e-6);
    }

    [Fact]
    public void The_model_without_dropout_is_left_as_it_was_and_is_its_own_copy()
    {
        var model = Build("4,relu,dropout=0.5", out var head);
        var before = model.ToBytes();
        var with = DropoutNodes.Insert(model, head.Dropouts);
        Assert.Equal(before, model.ToBytes());
        Assert.Equal(["features", head.Dropouts[0].Mask], with.Graph.Feeds.Select(f => f.Name));
        Assert.Equal("[N,4]", with.Graph.Inputs.Single(i => i.Name == head.Dropouts[0].Mask).Shape!.ToString());
        Assert.Same(model, DropoutNodes.Insert(model, []));
    }

    private static OnnxModel Build(string spec, out ClassifierHead head)
    {
        var model = new OnnxModel("suffix", 18);
        model.Graph.Inputs.Add(new ValueInfo("features", ElementType.Float, new Shape(Dim.Of("N"), Width)));
        head = ClassifierHead.Append(model, "features", new ClassifierHeadOptions { Classes = Classes, Seed = 3, Spec = HeadSpec.Parse(spec) });
        return model;
    }

    private static NDArray Features() => NDArray.Random(5, -1, 1, Batch, Width);

    private static NDArray Ones(HeadDropout dropout)
    {
        var mask = NDArray.Zeros(ElementType.Float, Batch, dropout.Width);
        mask.Values.AsSpan().Fill(1);
        return mask;
    }

    // Loss, logits and gradients, with the masks given, or of the model without dropout where they are null.
    private static Dictionary<string, NDArray> Run(OnnxModel model, ClassifierHead head, Func<HeadDropout, NDArray?> masks, NDArray? features = null)
    {
        var dropouts = head.Dropouts.Where(d => masks(d) is not null).ToList();
        var training = TrainingGraph.Build(DropoutNodes.Insert(model, dropouts), new TrainingGraphOptions
        {
            Logits = head.Logits,
            Loss = new SoftmaxCrossEntropy(),
            Trainables = [.. head.Trainables],
            ExtraFeeds = [.. dropouts.Select(d => d.Mask)],
            BatchSize = Batch,
        });
        var targets = NDArray.Zeros(ElementType.Float, Batch, Classes);
        for (var i = 0; i < Batch; i++)
            targets[i, i % Classes] = 1;
        var feeds = new Dictionary<string, NDArray> { [training.InputName] = features ?? Features(), [training.TargetName] = targets };
        foreach (var dropout in dropouts)
            feeds.Add(dropout.Mask, masks(dropout)!);
        foreach (var tensor in training.Trainables)
            feeds.Add(tensor.Name, NDArray.From(model.Graph.Initializers[tensor.Name]));
        return ReferenceInterpreter.Run(training.Model, feeds, training.Model.Graph.Outputs.Select(o => o.Name)).ToDictionary();
    }
}
