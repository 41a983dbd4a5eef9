using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Errors;
using TransferLab.Onnx;

namespace TransferLab.Tests.Backbones;

public sealed class BackboneLoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backbones").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_input_is_described_by_what_the_graph_shows_and_the_flags_say()
    {
        var spec = NetworkWriter.Load(NetworkWriter.ResNet(), new BackboneOptions { Normalization = "caffe-bgr", Mean = [104, 117, 124] }).Spec;
        Assert.Equal((ImageLayout.Nchw, 16, 16, ChannelOrder.Bgr, 1.0), (spec.Layout, spec.Height, spec.Width, spec.Channels, spec.PixelScale));
        Assert.Equal([104, 117, 124], spec.Mean);
        Assert.Equal([1, 1, 1], spec.Std);
        Assert.Equal("input", spec.InputName);
    }

    [Fact]
    public void Normalisation_is_never_guessed()
    {
        var error = Assert.Throws<BackboneException>(() => NetworkWriter.Load(NetworkWriter.ResNet(), new BackboneOptions()));
        Assert.Contains("pass Normalization", error.Message, StringComparison.Ordinal);
        Assert.All(NormalizationPreset.All, p => Assert.Contains(p.Name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Means_of_a_preset_follow_the_channel_order()
    {
        var spec = NetworkWriter.Load(NetworkWriter.ResNet(), new BackboneOptions { Normalization = "imagenet", Channels = ChannelOrder.Bgr }).Spec;
        Assert.Equal([0.406, 0.456, 0.485], spec.Mean);
        Assert.Equal([0.225, 0.224, 0.229], spec.Std);
    }

    [Fact]
    public void A_grey_input_takes_one_mean()
    {
        var w = new NetworkWriter(channels: 1);
        var spec = NetworkWriter.Load(w.Done(w.PoolAndFlatten(w.Conv("input", 1, 4))), new BackboneOptions { Mean = [0.5], Std = [0.25], PixelScale = 1 / 255.0 }).Spec;
        Assert.Equal(ChannelOrder.Gray, spec.Channels);
        Assert.Equal([0.5], spec.Mean);
    }

    [Fact]
    public void An_open_size_asks_for_the_flag_and_takes_it()
    {
        var model = NetworkWriter.ResNet();
        model.Graph.Inputs[0] = model.Graph.Inputs[0].WithShape(new Shape(Dim.Of("batch"), 3, Dim.Of("height"), Dim.Of("width")));
        var error = Assert.Throws<BackboneException>(() => NetworkWriter.Load(model.Clone()));
        Assert.Contains("say Height, e.g. Height 224.", error.Message, StringComparison.Ordinal);
        Assert.All(error.Words.Settings, s => Assert.Equal(nameof(BackboneOptions.Height), s.Property));
        var backbone = NetworkWriter.Load(model, new BackboneOptions { Normalization = "imagenet", Height = 32, Width = 24 });
        Assert.Equal("[N,8,8,6]", backbone.FeatureMapShape.ToString());
    }

    [Fact]
    public void A_fixed_batch_becomes_free()
    {
        var model = NetworkWriter.ResNet();
        model.Graph.Inputs[0] = model.Graph.Inputs[0].WithShape(Shape.Of(1, 3, 16, 16));
        Assert.Equal("[N,8]", NetworkWriter.Load(model).FeatureShape.ToString());
    }

    [Fact]
    public void A_channels_last_input_is_recognised()
    {
        var w = new NetworkWriter();
        w.Graph.Inputs[0] = w.Graph.Inputs[0].WithShape(new Shape(Dim.Of("batch"), 16, 16, 3));
        var map = w.Relu(w.Conv(w.Node("Transpose", ["input"], NodeAttribute.Ints("perm", 0, 3, 1, 2)), 3, 6));
        var last = w.Node("Transpose", [map], NodeAttribute.Ints("perm", 0, 2, 3, 1));
        var backbone = NetworkWriter.Load(w.Done(last));
        Assert.Equal(ImageLayout.Nhwc, backbone.Spec.Layout);
        Assert.Equal(3, backbone.FeatureMapChannelAxis);
        Assert.Equal("[N,6]", backbone.FeatureShape.ToString());
    }

    [Fact]
    public void Dropout_and_identity_are_gone_and_their_names_still_found()
    {
        var w = new NetworkWriter();
        var map = w.Relu(w.Conv("input", 3, 4));
        w.Graph.Nodes.Add(new Node("Dropout", [map], ["dropped", "mask"]));
        var model = w.Done(w.Linear(w.PoolAndFlatten(w.Node("Identity", ["dropped"])), 4, 3));
        var backbone = NetworkWriter.Load(model, new BackboneOptions { Normalization = "unit", FeatureValue = "dropped" });
        Assert.Equal(map, backbone.Spec.FeatureValue);
        Assert.DoesNotContain(backbone.Model.Graph.Nodes, n => n.Is("Dropout") || n.Is("Identity"));
    }

    [Fact]
    public void Operators_outside_the_standard_are_refused_by_name()
    {
        var w = new NetworkWriter();
        var x = w.Conv("input", 3, 4);
        w.Graph.Nodes.Add(new Node("Debug", [x], ["watched"]));
        w.Graph.Nodes.Add(new Node("FusedConv", ["watched"], ["fused"]) { Domain = "com.microsoft" });
        var error = Assert.Throws<BackboneException>(() => NetworkWriter.Load(w.Done(w.PoolAndFlatten("fused"))));
        Assert.Contains("Debug (1", error.Message, StringComparison.Ordinal);
        Assert.Contains("com.microsoft.FusedConv (1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_take_no_image_are_refused()
    {
        Refused(w => w.Graph.Inputs[0] = new ValueInfo("input", ElementType.Float, Shape.Of(1, 128)), "non-image");
        Refused(w => w.Graph.Inputs[0] = new ValueInfo("input", ElementType.Int64, Shape.Of(1, 3, 8, 8)), "non-image");
        Refused(w => w.Graph.Inputs[0] = new ValueInfo("input", ElementType.Float, Shape.Of(1, 64, 8, 8)), "non-image");
        Refused(w => w.Graph.Inputs.Clear(), "non-image");
        Refused(w => w.Graph.Inputs[0] = new ValueInfo("input", ElementType.Double, Shape.Of(1, 3, 8, 8)), "double precision");
        Refused(w => w.Graph.Inputs.Add(new ValueInfo("size", ElementType.Float, Shape.Of(2))), "several inputs");
        Refused(w => w.Graph.Inputs[0] = new ValueInfo("input", ElementType.Float, new Shape(1, Dim.Unknown, 8, Dim.Unknown)), "say Layout nchw");

        static void Refused(Action<NetworkWriter> spoil, string because)
        {
            var w = new NetworkWriter();
            var features = w.PoolAndFlatten(w.Conv("input", 3, 4));
            spoil(w);
            var model = w.Done(features);
            if (w.Graph.Inputs.Count == 0)
                w.Constant("input", Tensor.Filled(0f, 1, 3, 8, 8));
            Assert.Contains(because, Assert.Throws<BackboneException>(() => NetworkWriter.Load(model)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_that_are_no_models_are_refused_with_their_name()
    {
        Assert.Contains("missing.onnx", Assert.Throws<BackboneException>(() => BackboneLoader.Load(Path.Combine(_folder, "missing.onnx"))).Message, StringComparison.Ordinal);
        Assert.Throws<BackboneException>(() => BackboneLoader.Load(_folder));
        var file = Path.Combine(_folder, "net.onnx");
        File.WriteAllText(file, "this is a text file, not a network");
        Assert.Contains("net.onnx", Assert.Throws<BackboneException>(() => BackboneLoader.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_give_a_clear_error_or_a_backbone_and_nothing_else()
    {
        var bytes = NetworkWriter.ResNet().ToBytes();
        var file = Path.Combine(_folder, "net.onnx");
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            var damaged = bytes.ToArray();
            if (i % 2 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            else
                for (var n = 0; n < 1 + (i % 7); n++)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(file, damaged);
            try
            {
                BackboneLoader.Load(file, new BackboneOptions { Normalization = "unit" });
            }
            catch (BackboneException e)
            {
                Assert.Contains("net.onnx", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 75, 150);
    }

    [Fact]
    public void Graphs_that_make_no_sense_give_a_clear_error_or_a_backbone_and_nothing_else()
    {
        var file = Path.Combine(_folder, "net.onnx");
        var random = new Random(2);
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            var model = i % 2 == 0 ? NetworkWriter.ResNet(softmax: true) : NetworkWriter.Transformer(2);
            for (var n = 0; n <= i % 3; n++)
                Spoil(model.Graph, random);
            model.Save(file);
            try
            {
                BackboneLoader.Load(file, new BackboneOptions { Normalization = "unit" });
            }
            catch (BackboneException e)
            {
                Assert.Contains("net.onnx", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 150, 399);
    }

    private static void Spoil(Graph graph, Random random)
    {
        var node = graph.Nodes[random.Next(graph.Nodes.Count)];
        switch (random.Next(9))
        {
            case 0 when node.Inputs.Count > 0: node.Inputs.RemoveAt(random.Next(node.Inputs.Count)); break;
            case 1 when node.Inputs.Count > 0: node.Inputs[random.Next(node.Inputs.Count)] = ""; break;
            case 2 when node.Inputs.Count > 0: node.Inputs[^1] = graph.Initializers.GetAt(random.Next(graph.Initializers.Count)).Key; break;
            case 3: node.OpType = graph.Nodes[random.Next(graph.Nodes.Count)].OpType; break;
            case 4: node.Outputs.Clear(); break;
            case 5: graph.Nodes.Reverse(random.Next(graph.Nodes.Count - 4), 4); break;
            case 6: graph.Initializers[graph.Initializers.GetAt(random.Next(graph.Initializers.Count)).Key] = Tensor.Vector(3, -5, 1L << 40); break;
            case 7: graph.Initializers[graph.Initializers.GetAt(random.Next(graph.Initializers.Count)).Key] = Tensor.Scalar(2f); break;
            default:
                foreach (var attribute in node.Attributes.ToList())
                    node.Set(random.Next(2) == 0 ? NodeAttribute.Ints(attribute.Name, 7, -3) : NodeAttribute.Int(attribute.Name, -9));
                break;
        }
    }

    [Fact]
    public void Impossible_numbers_in_options_are_refused()
    {
        foreach (var options in (BackboneOptions[])[new() { Height = 0 }, new() { Width = -3 }, new() { Std = [1, 0, 1] }, new() { Mean = [1, 2] }, new() { PixelScale = double.NaN },
            new() { ResizeScale = 1.5 }, new() { Normalization = "magic" }])
            Assert.Throws<SettingException>(options.Validate);
    }

    [Fact]
    public void The_description_survives_json()
    {
        var spec = NetworkWriter.Load(NetworkWriter.ResNet()).Spec;
        var again = BackboneSpec.FromJson(spec.ToJson());
        Assert.Equal(spec.ToJson(), again.ToJson());
        Assert.Equal(spec with { Mean = again.Mean, Std = again.Std }, again);
        Assert.Contains("\"layout\": \"nchw\"", spec.ToJson(), StringComparison.Ordinal);
        Assert.Throws<BackboneException>(() => BackboneSpec.FromJson("{}"));
        Assert.Throws<BackboneException>(() => BackboneSpec.FromJson("nonsense"));
    }
}
