namespace TransferLab.Autodiff.Rules;

/// <summary>Operators that pass values, and so gradients, through unchanged.</summary>
internal static class IdentityRules
{
    public static void Register(GradientRegistry registry) =>
        registry.Add("Identity", 1, static c => c.Give(0, c.CompactOutputGradient()!));
}
