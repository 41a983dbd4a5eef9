namespace TransferLab.Training;

/// <summary>Turns a freeze policy into the phases of a run, with the settings each takes from the options or from <see cref="PhaseDefaults"/>.</summary>
internal static class PhasePlanner
{
    // For AdamW: from steps too small to see to steps no network stands.
    private const double LowestTestRate = 1e-7, HighestTestRate = 10;

    private static readonly float s_freshHeadScale = (float)(PhaseDefaults.LinearProbe.LearningRate / PhaseDefaults.FineTune.LearningRate);

    /// <exception cref="FreezeException">The policy does not fit the backbone.</exception>
    public static IReadOnlyList<TrainingPhase> Plan(FineTuneOptions options, Backbone backbone)
    {
        var policies = options.Freeze.PhasesOn(backbone);
        var phases = policies.Select((policy, i) => Phase(options, FreezePlan.Of(backbone, policy, options.BatchNorm),
            isFirst: i == 0, isLast: i == policies.Count - 1)).ToList();
        if ((options.MixUp > 0 || options.CutMix > 0) && phases.All(p => p.Mixer is null))
            throw new FreezeException($"{new SettingName(nameof(FineTuneOptions.MixUp))} and {new SettingName(nameof(FineTuneOptions.CutMix))} mix pixels, "
                + $"but {options.Freeze} trains on the cached features of images that stay the same: "
                + $"add {new SettingName(nameof(FineTuneOptions.Augmentation), "light")}, which feeds pixels in every epoch, "
                + $"or choose a strategy that trains layers.");
        return options.Freeze.EpochsPerPhase is { } each ? InSteps(phases, each, options.Epochs) : phases;
    }

    // The options speak of the last phase; what goes before it prepares the head and keeps to the defaults. Where phases follow each other in steps of a few
    // epochs, the options speak of all that train layers of the backbone, and the head, which has seen little so far, keeps its own rate.
    private static TrainingPhase Phase(FineTuneOptions o, FreezePlan plan, bool isFirst, bool isLast)
    {
        var defaults = plan.IsFrozenWhole ? PhaseDefaults.LinearProbe : PhaseDefaults.FineTune;
        var inSteps = o.Freeze.EpochsPerPhase is not null;
        var settings = isLast || (inSteps && !plan.IsFrozenWhole)
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
            AugmentationLevel.Auto => !plan.IsFrozenWhole,
            _ => true,
        };
        return new(plan.Policy.ToString(), plan, settings, (isFirst || inSteps) && !plan.IsFrozenWhole ? s_freshHeadScale : 1f, augment, o.Views)
        {
            Pipeline = AugmentationPolicy.Of(o.Augmentation, o.AugmentationPolicy),
            // Activations cannot be mixed as pixels are: what is cached stays as it is.
            Mixer = (o.MixUp > 0 || o.CutMix > 0) && (!plan.HasPrefix || (augment && o.Views == 0)) ? new BatchMixer(o.MixUp, o.CutMix, o.Seed) : null,
            LayerDecay = o.LayerDecay,
            BackboneRateMultiplier = o.BackboneRateMultiplier,
            RangeTest = isLast && o.FindLearningRate ? (LowestTestRate * RateFactor(o), HighestTestRate * RateFactor(o)) : null,
        };
    }

    // Here the epochs of the options are those of the whole run: fewer than the steps need end it before everything trains, more go to the last phase.
    private static List<TrainingPhase> InSteps(List<TrainingPhase> phases, int each, int? total)
    {
        var steps = new List<TrainingPhase>();
        var left = total ?? each * phases.Count;
        foreach (var phase in phases.TakeWhile(_ => left > 0))
        {
            var isLast = phase == phases[^1];
            var epochs = isLast ? left : Math.Min(each, left);
            steps.Add(phase with { Settings = phase.Settings with { Epochs = epochs, Patience = isLast ? phase.Settings.Patience : 0 } });
            left -= epochs;
        }
        return steps;
    }

    // The defaults are for AdamW; plain gradient descent wants steps some fifty times as large, as the optimizers' own default rates say.
    private static double RateFactor(FineTuneOptions o) =>
        Optimizers.OptimizerCatalog.Find(o.Optimizer.Name).DefaultLearningRate / Optimizers.OptimizerCatalog.Find("adamw").DefaultLearningRate;
}

/// <summary>Before anything is spent: can gradients reach everything that should train?</summary>
internal static class GradientCheck
{
    /// <exception cref="TrainingException">A node on the way has no gradient rule; the message names it and the nearest cut point behind it.</exception>
    public static void EnsurePossible(Backbone backbone, IEnumerable<TrainingPhase> phases)
    {
        foreach (var phase in phases.Where(p => !p.Plan.IsFrozenWhole))
        {
            var missing = GradientBuilder.FindUnsupported(backbone.Model.Graph, backbone.Model.Opset, backbone.FeatureValue,
                [.. phase.Plan.Trainable.Select(p => p.Name)]);
            if (missing.Count == 0)
                continue;
            var last = missing[^1];
            var cut = last.Outputs.Where(o => o.Length > 0).Select(backbone.CutPointAfter).FirstOrDefault(c => c is not null);
            var freeze = new SettingName(nameof(FineTuneOptions.Freeze));
            InputMessage probe = $"Use {freeze.Of("linear-probe")}.";
            InputMessage behind = $"Fine-tuning works behind it: {freeze.Of($"until:{cut?.Value}")}.";
            var instead = cut is null || cut.Value == backbone.FeatureValue ? probe : behind;
            throw new TrainingException($"'{phase.Name}' cannot train this backbone: "
                + $"there is no gradient for {string.Join(", ", missing.Take(5).Select(n => n.ToString()))}"
                + $"{(missing.Count > 5 ? $" and {missing.Count - 5} more" : "")}. {instead}");
        }
    }
}
