using TransferLab.Onnx;

namespace TransferLab.Freezing;

/// <summary>A backbone cut in two at the place a freeze plan names.</summary>
public sealed class PrefixSuffix
{
    private PrefixSuffix(OnnxModel? prefix, OnnxModel suffix, string cutValue)
    {
        Prefix = prefix;
        Suffix = suffix;
        CutValue = cutValue;
    }

    /// <summary>From the image input to the cut value, all weights constant; null when there is no frozen prefix.</summary>
    public OnnxModel? Prefix { get; }

    /// <summary>
    /// From the cut value to the feature vector. Without nodes, its output being its input, when nothing of the backbone trains. A fresh copy that may be edited.
    /// </summary>
    public OnnxModel Suffix { get; }

    /// <summary>Where the cut is.</summary>
    public string CutValue { get; }

    /// <summary>Cuts a backbone.</summary>
    public static PrefixSuffix Of(FreezePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var backbone = plan.Backbone;
        var cut = backbone.Shapes.TryGet(plan.CutValue, out var info) ? info : throw new InvalidOperationException($"Nothing is known of the cut value '{plan.CutValue}'.");
        if (!plan.HasPrefix)
            return new(null, backbone.Model.Clone(), plan.CutValue);
        var features = new ValueInfo(backbone.FeatureValue, ElementType.Float, backbone.FeatureShape);
        return new(ModelCut.Between(backbone.Model, backbone.Model.Graph.Inputs, [cut]), ModelCut.Between(backbone.Model, [cut], [features]), plan.CutValue);
    }
}
