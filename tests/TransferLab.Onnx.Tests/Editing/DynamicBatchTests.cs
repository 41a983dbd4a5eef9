using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Onnx.Upgrade;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests.Editing;

public class DynamicBatchTests
{
    [Fact]
    public void A_transformer_with_a_class_token_and_literal_reshapes_becomes_free_in_its_batch()
    {
        var model = TestModels.Transformer();
        DynamicBatch.Apply(model);

        var n = Dim.Of("N");
        Assert.Equal(new Shape(n, 3, 8, 8), model.Graph.Inputs[0].Shape);
        Assert.Equal(new Shape(n, 2), model.Graph.Outputs[0].Shape);
        Assert.Empty(model.Graph.ValueInfos);
        var shapes = ShapeTable.Infer(model);
        Assert.Equal(new Shape(n, 5, 6), shapes.Shape("c"));
        Assert.Equal(new Shape(n, 2, 5, 5), shapes.Shape("s"));
        Assert.All(model.Graph.Nodes.Where(x => x.Is("Reshape")), x => Assert.Equal(-1, shapes.Constant(x.Inputs[1])![0]));
        // The stored class token is stretched, not replaced.
        Assert.Equal(Shape.Of(1, 1, 6), model.Graph.Initializers["token"].Shape);
        OnnxModel.Parse(model.ToBytes());
    }

    [Fact]
    public void With_a_fixed_batch_again_every_shape_is_the_old_one()
    {
        var old = TestModels.Transformer();
        var before = ShapeTable.Infer(old);
        var free = TestModels.Transformer();
        DynamicBatch.Apply(free);
        foreach (var batch in (long[])[1, 7])
        {
            var again = free.Clone();
            again.Graph.Inputs[0] = again.Graph.Inputs[0].WithShape(Shape.Of(batch, 3, 8, 8));
            again.Graph.Outputs.Clear();
            var after = ShapeTable.Infer(again);
            Assert.All(old.Graph.Nodes.SelectMany(n => n.Outputs), v => Assert.Equal(before.Shape(v).With(0, batch), after.Shape(v)));
        }
    }

    [Fact]
    public void A_batch_in_the_middle_of_a_sequence_first_tensor_is_found()
    {
        var model = new OnnxModel("g", 18);
        var g = model.Graph;
        g.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(1, 5, 6)));
        g.Initializers.Add("target", Tensor.Vector(5, 2, 3));
        g.Nodes.Add(new Node("Transpose", ["x"], ["t"], NodeAttribute.Ints("perm", 1, 0, 2)));
        g.Nodes.Add(new Node("Reshape", ["t", "target"], ["y"]));
        g.Outputs.Add(new ValueInfo("y", ElementType.Float, Shape.Of(5, 2, 3)));
        DynamicBatch.Apply(model, "x", "B");
        Assert.Equal(new Shape(5, Dim.Of("B", 2), 3), model.Graph.Outputs[0].Shape);
    }

    [Fact]
    public void Targets_that_are_already_free_stay_as_they_are()
    {
        var model = TestModels.Residual();
        model.Graph.Initializers.Add("target", Tensor.Vector(0, -1));
        model.Graph.Nodes.Add(new Node("Reshape", ["z", "target"], ["f"]));
        model.Graph.Outputs[0] = new ValueInfo("f", ElementType.Float, Shape.Of(1, 256));
        model.Graph.Inputs[0] = new ValueInfo("x", ElementType.Float, Shape.Of(1, 4, 8, 8));
        DynamicBatch.Apply(model);
        Assert.Equal([0L, -1], model.Graph.Initializers[model.Graph.Nodes[^1].Inputs[1]].ToLongs());
        Assert.Equal(new Shape(Dim.Of("N"), 256), model.Graph.Outputs[0].Shape);
    }

    [Fact]
    public void A_node_that_mixes_images_is_named()
    {
        var model = TestModels.Residual();
        model.Graph.Inputs[0] = new ValueInfo("x", ElementType.Float, Shape.Of(1, 4, 8, 8));
        model.Graph.Initializers.Add("axes", Tensor.Vector(0));
        model.Graph.Nodes.Add(new Node("ReduceMean", ["z", "axes"], ["mean"]) { Name = "the_mixer" });
        model.Graph.Outputs[0] = new ValueInfo("mean", ElementType.Float, null);
        Assert.Contains("the_mixer", Assert.Throws<OnnxFormatException>(() => DynamicBatch.Apply(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_half_precision_file_of_fixed_batch_becomes_a_single_precision_model_of_any_batch()
    {
        var model = OpsetUpgrade.Apply(OnnxModel.Load(SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx")));
        Assert.True(Float16Widening.Apply(model));
        DynamicBatch.Apply(model);
        ConstantFolding.Apply(model);

        Assert.All(model.Graph.Initializers.Values, t => Assert.NotEqual(ElementType.Float16, t.Type));
        var shapes = ShapeTable.Infer(model);
        Assert.All(model.Graph.Nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0), o =>
        {
            Assert.Equal(Dim.Of("N"), shapes.Shape(o)[0]);
            Assert.Contains(shapes.Type(o), new[] { ElementType.Float, ElementType.Bool });
        });
        Assert.False(Float16Widening.Apply(model));
    }
}
