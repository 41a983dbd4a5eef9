using System.Diagnostics.CodeAnalysis;

namespace TransferLab.Onnx.Upgrade;

/// <summary>The operators whose form or meaning changed between versions 7 and 18. Each rule emits what takes the node's place.</summary>
internal static class UpgradeRules
{
    private static readonly Dictionary<string, Action<UpgradeContext, Node>> s_rules = Create();

    public static bool TryFind(string opType, [NotNullWhen(true)] out Action<UpgradeContext, Node>? rule) => s_rules.TryGetValue(opType, out rule);

    private static Dictionary<string, Action<UpgradeContext, Node>> Create()
    {
        var rules = new Dictionary<string, Action<UpgradeContext, Node>>(StringComparer.Ordinal);
        InputFormUpgrades.Register(rules);
        SoftmaxUpgrades.Register(rules);
        ResizeUpgrades.Register(rules);
        BatchNormalizationUpgrades.Register(rules);
        LeftoverUpgrades.Register(rules);
        return rules;
    }
}
