namespace TransferLab.Backbones;

/// <summary>A pretrained image network ready to be fine-tuned: one float32 image input of fixed size and free batch, one output with a
/// feature vector per image, float32 weights, a current operator set, and nothing left that only training would use. Immutable.</summary>
internal sealed class Backbone
{
    private readonly ImagePath _path;

    internal Backbone(OnnxModel model, BackboneSpec spec, string featureValue)
    {
        Model = model;
        Spec = spec;
        FeatureValue = featureValue;
        Shapes = ShapeTable.Infer(model);
        _path = new ImagePath(model.Graph, spec.InputName, featureValue);
        var axes = new ChannelAxes(_path, Shapes, spec.Layout);
        FeatureMapChannelAxis = axes.Of(spec.FeatureValue);
        CutPoints = CutPointFinder.Find(_path, Shapes);
        var parameters = new ParameterFinder(model.Graph, _path).Find();
        LayerGroups = LayerGrouping.Group(_path, Shapes, axes, CutPoints, parameters);
        Parameters = [.. parameters.Select(p => p with { Group = (LayerGroups.FirstOrDefault(g => p.Position <= g.EndPosition) ?? LayerGroups[^1]).Name })];
    }

    /// <summary>The graph: input <see cref="BackboneSpec.InputName"/> with a symbolic batch dimension, the only output
    /// <see cref="FeatureValue"/>. Shared: clone before editing.</summary>
    public OnnxModel Model { get; }
    /// <summary>Input, arithmetic and origin.</summary>
    public BackboneSpec Spec { get; }
    /// <summary>The value with one feature vector per image, <c>[N,F]</c>: the network's own pooling where it has one, a global average otherwise.</summary>
    public string FeatureValue { get; }
    /// <summary>The features as options or catalogue named them; null where they were found by walking back from the output.</summary>
    internal string? NamedFeatureValue { get; init; }

    /// <summary>Length F of the feature vector.</summary>
    public int FeatureCount => (int)Shapes.Shape(FeatureValue)[1].Value;

    /// <summary>Shape <c>[N,F]</c> of <see cref="FeatureValue"/>.</summary>
    public Shape FeatureShape => Shapes.Shape(FeatureValue);

    /// <summary>Shape of <see cref="BackboneSpec.FeatureValue"/>, the features before pooling: map, tokens or vector.</summary>
    public Shape FeatureMapShape => Shapes.Shape(Spec.FeatureValue);

    /// <summary>Axis of <see cref="FeatureMapShape"/> that holds the channels.</summary>
    public int FeatureMapChannelAxis { get; }
    /// <summary>Types and shapes of all values of <see cref="Model"/>.</summary>
    public ShapeTable Shapes { get; }
    /// <summary>All cut points in order, from the first after the image to <see cref="FeatureValue"/>.</summary>
    public IReadOnlyList<CutPoint> CutPoints { get; }
    /// <summary>Layer groups from the stem to the last stage; at least one.</summary>
    public IReadOnlyList<LayerGroup> LayerGroups { get; }
    /// <summary>All learned tensors in the order the image meets them.</summary>
    public IReadOnlyList<BackboneParameter> Parameters { get; }

    /// <summary>The group a cut point lies in; null for pooling behind the last group.</summary>
    public LayerGroup? GroupOf(CutPoint cutPoint) => LayerGroups.FirstOrDefault(g => cutPoint.Position <= g.EndPosition);

    /// <summary>The first cut point between layers that has the node's outputs in front of it: with everything up to it
    /// frozen, the node needs no gradient. Null for a node that is not on the image's way to the features.</summary>
    public CutPoint? CutPointAfter(string value)
    {
        var position = _path.PositionOf(value);
        return position < 0 ? null : CutPoints.FirstOrDefault(c => c.IsLayerBoundary && c.Position >= position);
    }

    /// <summary>Index on the image path of a value's producer, -1 for the input; null for values that do not carry the image.</summary>
    internal int? PositionOf(string value) => _path.Contains(value) ? _path.PositionOf(value) : null;
}

/// <summary>A file or its settings cannot serve as a backbone; the message says why and what to do about it.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class BackboneException(InputMessage message, Exception? inner = null) : InputException(message, inner);
