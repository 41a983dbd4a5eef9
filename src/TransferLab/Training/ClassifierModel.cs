namespace TransferLab.Training;

/// <summary>The whole network of a run as one forward model, from uint8 pixels to logits: image front, backbone, head. Its
/// initializers hold the weights between phases; training graphs, frozen prefixes and the package are all cut from it.</summary>
internal sealed class ClassifierModel(Backbone backbone, OnnxModel forward, ClassifierHead head)
{
    public Backbone Backbone { get; } = backbone;
    /// <summary>Input <see cref="Preprocessing.InputName"/>, uint8 [N,H,W,3]; output the logits, float32 [N,K].</summary>
    public OnnxModel Forward { get; } = forward;
    public ClassifierHead Head { get; } = head;

    public static ClassifierModel Create(Backbone backbone, int classes, ulong seed, HeadSpec? head = null)
    {
        var forward = backbone.Model.Clone();
        Preprocessing.Prepend(forward, backbone.Spec);
        var options = new ClassifierHeadOptions { Classes = classes, Seed = seed, Spec = head ?? HeadSpec.Linear };
        return new(backbone, forward, ClassifierHead.Append(forward, backbone.FeatureValue, options));
    }

    /// <summary>Everything that trains under a plan: the plan's part of the backbone, then the head.</summary>
    public IReadOnlyList<string> Trainables(FreezePlan plan) => [.. plan.Trainable.Select(p => p.Name), .. Head.Trainables];

    public long CountTrainable(FreezePlan plan, int classes) => plan.TrainableCount + Head.Spec.CountParameters(Head.FeatureCount, classes);

    public long CountTotal(int classes) => Backbone.Parameters.Sum(p => p.Count) + Head.Spec.CountParameters(Head.FeatureCount, classes);

    /// <summary>The frozen part as a model of its own, from pixels to the cut value.</summary>
    public OnnxModel Prefix(FreezePlan plan) => GraphCutter.Extract(Forward, [Preprocessing.InputName], [plan.CutValue]);

    /// <summary>What follows the cut value, to the logits.</summary>
    public OnnxModel Suffix(FreezePlan plan) => GraphCutter.Extract(Forward, [plan.CutValue], [Head.Logits]);
}
