using TransferLab.Backbones;
using TransferLab.Onnx;

namespace TransferLab.Tests.Backbones.Preparation;

public class FeatureFinderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_classifier_of_a_residual_network_is_taken_off(bool softmax)
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet(softmax));
        Assert.Equal(8, backbone.FeatureCount);
        Assert.Equal("[N,8,4,4]", backbone.FeatureMapShape.ToString());
        Assert.Equal("[N,8]", backbone.FeatureShape.ToString());
        Assert.DoesNotContain(backbone.Model.Graph.Nodes, n => n.Is("Gemm") || n.Is("Softmax"));
        Assert.DoesNotContain(backbone.Model.Graph.Initializers.Keys, k => k.StartsWith("linear", StringComparison.Ordinal));
    }

    [Fact]
    public void A_network_without_classifier_keeps_all_its_layers()
    {
        var w = new NetworkWriter();
        var map = w.ConvBnRelu(w.ConvBnRelu("input", 3, 4), 4, 6, kernel: 1);
        var features = w.PoolAndFlatten(map);
        var backbone = NetworkWriter.Load(w.Done(features));
        Assert.Equal(features, backbone.FeatureValue);
        Assert.Equal(map, backbone.Spec.FeatureValue);
        Assert.Equal(2, backbone.Parameters.Count(p => p.Role == ParameterRole.Weight));
    }

    [Fact]
    public void A_last_pointwise_convolution_with_folded_norm_is_a_layer_and_not_a_classifier()
    {
        var w = new NetworkWriter();
        var map = w.Relu(w.Conv(w.Relu(w.Conv("input", 3, 4)), 4, 6, kernel: 1));
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(map)));
        Assert.Equal(map, backbone.Spec.FeatureValue);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(1000, false)]
    public void Class_maps_that_are_pooled_are_a_classifier(int classes, bool softmax)
    {
        var w = new NetworkWriter();
        var map = w.Relu(w.Conv("input", 3, 6));
        var dropped = w.Node("Dropout", [map]);
        var x = w.Node("GlobalAveragePool", [w.Relu(w.Conv(dropped, 6, classes, kernel: 1))]);
        var backbone = NetworkWriter.Load(w.Done(softmax ? w.Node("Softmax", [x], NodeAttribute.Int("axis", 1)) : x));
        Assert.Equal(map, backbone.Spec.FeatureValue);
        Assert.Equal("[N,6]", backbone.FeatureShape.ToString());
    }

    [Fact]
    public void A_convolution_on_the_pooled_map_is_a_classifier()
    {
        var w = new NetworkWriter();
        var map = w.Relu(w.Conv("input", 3, 6));
        var scores = w.Conv(w.Node("GlobalAveragePool", [map]), 6, 10, kernel: 1);
        var backbone = NetworkWriter.Load(w.Done(w.Node("Flatten", [scores])));
        Assert.Equal(map, backbone.Spec.FeatureValue);
        Assert.Equal(6, backbone.FeatureCount);
    }

    [Fact]
    public void Hidden_linear_layers_stay()
    {
        var w = new NetworkWriter();
        var flat = w.Node("Flatten", [w.Relu(w.Conv("input", 3, 2, stride: 4))]);
        var hidden = w.Relu(w.Linear(flat, 32, 12));
        var backbone = NetworkWriter.Load(w.Done(w.Node("Softmax", [w.Linear(w.Node("Dropout", [hidden]), 12, 5)])));
        Assert.Equal(hidden, backbone.FeatureValue);
        Assert.Equal(hidden, backbone.Spec.FeatureValue);
    }

    [Fact]
    public void A_flattened_map_with_positions_stays_a_vector()
    {
        var w = new NetworkWriter();
        var flat = w.Node("Flatten", [w.Relu(w.Conv("input", 3, 2, stride: 4))]);
        var backbone = NetworkWriter.Load(w.Done(w.Linear(flat, 32, 5)));
        Assert.Equal(flat, backbone.Spec.FeatureValue);
        Assert.Equal(32, backbone.FeatureCount);
    }

    [Fact]
    public void A_transformer_is_cut_at_its_class_token()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.Transformer(2));
        Assert.Equal("[N,8]", backbone.FeatureShape.ToString());
        Assert.True(backbone.Model.Graph.Nodes[^1].Is("Gather"));
    }

    [Fact]
    public void Tokens_without_a_class_token_are_averaged()
    {
        var w = new NetworkWriter();
        var tokens = w.Node("Transpose", [w.Node("Reshape", [w.Conv("input", 3, 8, stride: 4), w.Constant("target", Tensor.Vector(0, 8, -1))])], NodeAttribute.Ints("perm", 0, 2, 1));
        var map = w.LayerNorm(tokens, 8);
        var backbone = NetworkWriter.Load(w.Done(w.Linear(w.Node("ReduceMean", [map], NodeAttribute.Ints("axes", 1), NodeAttribute.Int("keepdims", 0)), 8, 5)));
        Assert.Equal(map, backbone.Spec.FeatureValue);
        Assert.Equal(2, backbone.FeatureMapChannelAxis);
        Assert.Equal("[N,8]", backbone.FeatureShape.ToString());
    }

    [Fact]
    public void Probabilities_and_scores_as_two_outputs_lead_to_the_same_features()
    {
        var w = new NetworkWriter();
        var scores = w.Linear(w.PoolAndFlatten(w.Relu(w.Conv("input", 3, 6))), 6, 5);
        var backbone = NetworkWriter.Load(w.Done(scores, w.Node("Softmax", [scores])));
        Assert.Equal(6, backbone.FeatureCount);
    }

    [Fact]
    public void Several_outputs_with_different_features_ask_for_a_choice()
    {
        var w = new NetworkWriter();
        var early = w.ConvBnRelu("input", 3, 4);
        var late = w.ConvBnRelu(early, 4, 6);
        var model = w.Done(w.PoolAndFlatten(early), w.PoolAndFlatten(late));
        var error = Assert.Throws<BackboneException>(() => NetworkWriter.Load(model.Clone()));
        Assert.Equal("FeatureValue", Assert.Single(error.Words.Settings).Property);
        var backbone = NetworkWriter.Load(model, new BackboneOptions { Normalization = "unit", FeatureValue = early });
        Assert.Equal(4, backbone.FeatureCount);
        Assert.Equal(early, backbone.Spec.FeatureValue);
    }

    [Fact]
    public void A_feature_value_that_is_not_there_is_answered_with_near_names()
    {
        var w = new NetworkWriter();
        var model = w.Done(w.PoolAndFlatten(w.Relu(w.Conv("input", 3, 4, name: "block_12_out"))));
        var error = Assert.Throws<BackboneException>(() => NetworkWriter.Load(model, new BackboneOptions { Normalization = "unit", FeatureValue = "block_13_out" }));
        Assert.Contains("'block_12_out'", error.Message, StringComparison.Ordinal);
    }
}
