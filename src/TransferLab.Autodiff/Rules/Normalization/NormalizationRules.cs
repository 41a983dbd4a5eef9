namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>Gradients of the normalisation operators.</summary>
internal static class NormalizationRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("BatchNormalization", 1, BatchNormalizationGradient.Write);
        registry.Add("InstanceNormalization", 1, InstanceNormalizationGradient.Write);
        registry.Add("LayerNormalization", 17, LayerNormalizationGradient.Write);
        registry.Add("GroupNormalization", 18, GroupNormalizationGradient.Write);
        registry.Add("LRN", 1, LocalResponseNormalizationGradient.Write);
    }
}
