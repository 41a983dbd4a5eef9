using TransferLab.Onnx.Shapes;
using TransferLab.Onnx.Upgrade;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests.Upgrade;

public class OpsetUpgradeTests
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "tests/fixtures/onnx-upgrade");

    public static TheoryData<string> Fixtures => [.. Directory.GetFiles(s_folder, "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void An_old_model_becomes_version_18_with_the_same_interface(string name)
    {
        var old = OnnxModel.Load(Path.Combine(s_folder, name + ".onnx"));
        var bytes = old.ToBytes();

        var upgraded = OpsetUpgrade.Apply(old);

        Assert.Equal(18, upgraded.Opset);
        Assert.Equal(8, upgraded.IrVersion);
        ModelValidator.Check(upgraded.Graph);
        Assert.Equal(bytes, old.ToBytes());
        Assert.Equal(old.Graph.Feeds.Select(f => f.Name), upgraded.Graph.Inputs.Select(f => f.Name));
        var stated = upgraded.Graph.Outputs.ToList();
        upgraded.Graph.Outputs.Clear();
        var shapes = ShapeTable.Infer(upgraded);
        if (name != "if_11")
            Assert.All(stated, o => Assert.Equal(o.Shape, shapes.Shape(o.Name)));
        Assert.Equal(stated.Select(o => o.Name), old.Graph.Outputs.Select(o => o.Name));
        string[] gone = ["axes", "split", "starts", "ends", "k", "pads", "value", "spatial", "scales", "broadcast", "ratio"];
        Assert.DoesNotContain(upgraded.Graph.Nodes, n => gone.Any(n.Has));
        // Nothing is left to convert: a second pass changes nothing.
        Assert.Equal(upgraded.ToBytes(), OpsetUpgrade.Apply(upgraded).ToBytes());
    }

    [Theory]
    [InlineData("backbones/mobilenet_v1/mobilenet_v1_block12.onnx")]
    [InlineData("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx")]
    public void Real_backbones_keep_every_shape(string relative)
    {
        var old = OnnxModel.Load(SharedData.Path(relative));
        var before = ShapeTable.Infer(old);
        var upgraded = OpsetUpgrade.Apply(old);
        var after = ShapeTable.Infer(upgraded);
        Assert.All(old.Graph.Nodes.SelectMany(n => n.Outputs).Where(o => upgraded.Graph.Nodes.Any(n => n.Outputs.Contains(o))), v =>
        {
            Assert.Equal(before.Shape(v), after.Shape(v));
            Assert.Equal(before.Type(v), after.Type(v));
        });
    }

    [Fact]
    public void Softmax_over_several_dimensions_is_flattened_and_one_over_the_last_is_not()
    {
        var several = OpsetUpgrade.Apply(Load("softmax_11_axis2")).Graph.Nodes;
        Assert.Equal(["Flatten", "Softmax", "Reshape"], several.Select(n => n.OpType));
        Assert.Equal(2, several[0].Int("axis"));
        Assert.Equal(-1, several[1].Int("axis"));
        var image = Assert.Single(OpsetUpgrade.Apply(Load("softmax_1_flat_image")).Graph.Nodes);
        Assert.Equal(1, image.Int("axis"));
        // The default axis changed from 1 to -1 with the meaning, so it has to be written down.
        Assert.True(image.Has("axis"));
    }

    [Fact]
    public void Bounds_of_Clip_have_the_type_of_the_data_and_open_bounds_stay_open()
    {
        var half = OpsetUpgrade.Apply(Load("clip_6_half"));
        Assert.All(half.Graph.Nodes[0].Inputs.Skip(1), i => Assert.Equal(ElementType.Float16, half.Graph.Initializers[i].Type));
        var upper = OpsetUpgrade.Apply(Load("clip_6_upper_only")).Graph;
        Assert.False(upper.Nodes[0].HasInput(1));
        Assert.Equal(0.25f, upper.Initializers[upper.Nodes[0].Inputs[2]].ToFloats()[0]);
    }

    [Fact]
    public void Old_resampling_keeps_its_coordinates()
    {
        foreach (var (name, rounding) in ((string, string)[])[("upsample_7_nearest", "floor"), ("resize_10_nearest_up", "floor"),
            ("resize_10_nearest_down", "ceil")])
        {
            var node = Assert.Single(OpsetUpgrade.Apply(Load(name)).Graph.Nodes);
            Assert.Equal("Resize", node.OpType);
            Assert.Equal("asymmetric", node.String("coordinate_transformation_mode"));
            Assert.Equal(rounding, node.String("nearest_mode"));
        }
        var sizes = Assert.Single(OpsetUpgrade.Apply(Load("resize_11_sizes")).Graph.Nodes);
        Assert.False(sizes.HasInput(1));
        Assert.False(sizes.HasInput(2));
    }

    [Fact]
    public void Sub_graphs_are_upgraded_too()
    {
        var bodies = OpsetUpgrade.Apply(Load("if_11")).Graph.Nodes[0].Proto.Attribute.Select(a => a.G).ToArray();
        Assert.DoesNotContain(bodies.SelectMany(b => b.Node).SelectMany(n => n.Attribute), a => a.Name == "axes");
        Assert.NotEmpty(bodies[0].Initializer);
    }

    [Theory]
    [InlineData(6, "version 6")]
    [InlineData(23, "version 23")]
    public void Versions_out_of_range_are_refused_by_number(long opset, string named)
    {
        var model = Load("clip_6");
        model.SetOpset("", opset);
        Assert.Contains(named, Assert.Throws<OnnxFormatException>(() => OpsetUpgrade.Apply(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(22)]
    public void Newer_versions_are_left_as_they_are(long opset)
    {
        var model = new OnnxModel("g", opset);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(2)));
        model.Graph.Nodes.Add(new Node("Relu", ["x"], ["y"]));
        model.Graph.Outputs.Add(new ValueInfo("y", ElementType.Float, Shape.Of(2)));
        Assert.Equal(model.ToBytes(), OpsetUpgrade.Apply(model).ToBytes());
    }

    [Fact]
    public void Training_outputs_of_BatchNormalization_become_the_training_form()
    {
        var model = Load("batchnormalization_9");
        var node = model.Graph.Nodes[0];
        foreach (var name in (string[])["m", "v", "sm", "sv"])
            node.Outputs.Add(name);
        var upgraded = OpsetUpgrade.Apply(model).Graph.Nodes[0];
        Assert.Equal(1, upgraded.Int("training_mode"));
        Assert.Equal(3, upgraded.Outputs.Count);
        model.Graph.Outputs.Add(new ValueInfo("sv", ElementType.Float, Shape.Of(2)));
        Assert.Contains("sv", Assert.Throws<OnnxFormatException>(() => OpsetUpgrade.Apply(model)).Message, StringComparison.Ordinal);
    }

    private static OnnxModel Load(string name) => OnnxModel.Load(Path.Combine(s_folder, name + ".onnx"));
}
