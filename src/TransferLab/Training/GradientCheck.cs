using TransferLab.Autodiff;
using TransferLab.Backbones;
using TransferLab.Errors;
using TransferLab.Runs;

namespace TransferLab.Training;

/// <summary>Before anything is spent: can gradients reach everything that should train?</summary>
internal static class GradientCheck
{
    /// <exception cref="TrainingException">A node on the way has no gradient rule; the message names it and the nearest cut point behind it.</exception>
    public static void EnsurePossible(Backbone backbone, IEnumerable<TrainingPhase> phases)
    {
        foreach (var phase in phases.Where(p => !p.Plan.IsFrozenWhole))
        {
            var missing = GradientBuilder.FindUnsupported(backbone.Model.Graph, backbone.Model.Opset, backbone.FeatureValue, [.. phase.Plan.Trainable.Select(p => p.Name)]);
            if (missing.Count == 0)
                continue;
            var last = missing[^1];
            var cut = last.Outputs.Where(o => o.Length > 0).Select(backbone.CutPointAfter).FirstOrDefault(c => c is not null);
            var freeze = new SettingName(nameof(FineTuneOptions.Freeze));
            InputMessage instead = cut is null || cut.Value == backbone.FeatureValue ? $"Use {freeze.Of("linear-probe")}." : $"Fine-tuning works behind it: {freeze.Of($"until:{cut.Value}")}.";
            throw new TrainingException($"'{phase.Name}' cannot train this backbone: there is no gradient for {string.Join(", ", missing.Take(5).Select(n => n.ToString()))}"
                + $"{(missing.Count > 5 ? $" and {missing.Count - 5} more" : "")}. {instead}");
        }
    }
}
