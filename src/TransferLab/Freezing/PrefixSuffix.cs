using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

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
        if (!plan.HasPrefix)
            return new(null, backbone.Model.Clone(), plan.CutValue);
        return new(
            GraphCutter.Extract(backbone.Model, [backbone.Spec.InputName], [plan.CutValue], backbone.Shapes),
            GraphCutter.Extract(backbone.Model, [plan.CutValue], [backbone.FeatureValue], backbone.Shapes),
            plan.CutValue);
    }
}
