using TransferLab.Backbones;
using TransferLab.Freezing;

namespace TransferLab.Training;

/// <summary>Turns a freeze policy into the phases of a run, with the settings each takes from the options or from <see cref="PhaseDefaults"/>.</summary>
internal static class PhasePlanner
{
    // For AdamW: from steps too small to see to steps no network stands.
    private const double LowestTestRate = 1e-7, HighestTestRate = 10;

    private static readonly float s_freshHeadScale = (float)(PhaseDefaults.LinearProbe.LearningRate / PhaseDefaults.FineTune.LearningRate);

    public static IReadOnlyList<TrainingPhase> Plan(FineTuneOptions options, Backbone backbone)
    {
        var policies = options.Freeze.Phases;
        return [.. policies.Select((policy, i) => Phase(options, FreezePlan.Of(backbone, policy, options.BatchNorm), isFirst: i == 0, isLast: i == policies.Count - 1))];
    }

    // The options speak of the last phase; what goes before it prepares the head and keeps to the defaults.
    private static TrainingPhase Phase(FineTuneOptions o, FreezePlan plan, bool isFirst, bool isLast)
    {
        var defaults = plan.IsFrozenWhole ? PhaseDefaults.LinearProbe : PhaseDefaults.FineTune;
        var settings = isLast
            ? defaults with
            {
                Epochs = o.Epochs ?? defaults.Epochs,
                LearningRate = o.LearningRate ?? defaults.LearningRate * RateFactor(o),
                Schedule = o.Schedule ?? defaults.Schedule,
                WarmUp = o.WarmUp,
                Patience = o.Patience ?? defaults.Patience,
            }
            : defaults with { LearningRate = defaults.LearningRate * RateFactor(o) };
        var augment = o.Augmentation switch
        {
            AugmentationLevel.None => false,
            AugmentationLevel.Light => true,
            _ => !plan.IsFrozenWhole,
        };
        return new(plan.Policy.ToString(), plan, settings, isFirst && !plan.IsFrozenWhole ? s_freshHeadScale : 1f, augment)
        {
            RangeTest = isLast && o.FindLearningRate ? (LowestTestRate * RateFactor(o), HighestTestRate * RateFactor(o)) : null,
        };
    }

    // The defaults are for AdamW; plain gradient descent wants steps some fifty times as large, as the optimizers' own default rates say.
    private static double RateFactor(FineTuneOptions o) =>
        Optimizers.OptimizerCatalog.Find(o.Optimizer.Name).DefaultLearningRate / Optimizers.OptimizerCatalog.Find("adamw").DefaultLearningRate;
}
