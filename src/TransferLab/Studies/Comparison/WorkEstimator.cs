using TransferLab.Backbones;
using TransferLab.Onnx;
using TransferLab.Onnx.Shapes;
using TransferLab.Training;

namespace TransferLab.Studies.Comparison;

/// <summary>Counts what runs have to compute, before any has been timed.</summary>
internal static class WorkEstimator
{
    // Forward and backward pass need three times the multiply-adds of the forward pass and reach about half its speed: without fusion, and with gradients of depthwise convolutions.
    private const double TrainingPasses = 6;

    /// <param name="common">What all runs have in common.</param>
    /// <param name="policies">The strategies.</param>
    /// <param name="material">Pictures and backbone.</param>
    public static IReadOnlyDictionary<string, StrategyWork> Of(FineTuneOptions common, IEnumerable<FreezePolicy> policies, RunMaterial material)
    {
        var model = ClassifierModel.Create(material.Backbone, material.Dataset.Classes.Count, common.Seed, common.Head);
        var split = material.Dataset.Split(common.Validation, common.Seed);
        var whole = Of(model.Forward);
        return policies.ToDictionary(p => p.ToString(), Strategy, StringComparer.Ordinal);

        StrategyWork Strategy(FreezePolicy policy)
        {
            var phases = PhasePlanner.Plan(common with { Freeze = policy }, material.Backbone);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var (features, training) = (0.0, 0.0);
            foreach (var phase in phases)
            {
                var prefix = phase.Plan.HasPrefix ? Of(model.Prefix(phase.Plan)) : 0;
                var plan = FeaturePlan.Of(phase, split);
                var suffix = whole - prefix;
                var step = ((plan is { ServesTraining: true } ? 0 : prefix) + (TrainingPasses * suffix)) * split.Train.Length;
                training += phase.Settings.Epochs * (step + ((plan is null ? whole : suffix) * split.Validation.Length));
                if (plan is not null && seen.Add(phase.Plan.CutValue))
                    features += prefix * plan.Jobs(split).Sum(j => j.Job.Count);
            }
            return new(features, training, phases.Any(p => !p.Plan.IsFrozenWhole));
        }
    }

    /// <summary>Multiply-adds of one image.</summary>
    public static double Of(OnnxModel model)
    {
        var shapes = ShapeTable.Infer(model);
        return model.Graph.Nodes.Sum(n => MultiplyAdds.Of(n, shapes));
    }
}
