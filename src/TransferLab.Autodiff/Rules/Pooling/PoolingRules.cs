namespace TransferLab.Autodiff.Rules.Pooling;

/// <summary>Gradients of the pooling operators.</summary>
internal static class PoolingRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("MaxPool", 1, MaxPoolGradient.Write);
        registry.Add("AveragePool", 1, AveragePoolGradient.Write);
        registry.Add("GlobalAveragePool", 1, GlobalPoolGradients.Average);
        registry.Add("GlobalMaxPool", 1, GlobalPoolGradients.Max);
    }
}
