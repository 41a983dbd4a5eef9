namespace TransferLab.Onnx.Upgrade;

/// <summary>
/// BatchNormalization: the attribute <c>spatial</c> went with version 9; in version 14 the training form became an attribute and lost two outputs.
/// </summary>
internal static class BatchNormalizationUpgrades
{
    public static void Register(Dictionary<string, Action<UpgradeContext, Node>> rules) => rules.Add("BatchNormalization", Upgrade);

    private static void Upgrade(UpgradeContext c, Node node)
    {
        if (c.From < 9)
        {
            if (node.Int("spatial", 1) == 0)
                throw UpgradeContext.Refuse(node, "normalisation of each activation (spatial=0) does not exist any more.");
            node.Remove("spatial");
        }
        if (c.From < 14 && node.Outputs.Skip(1).Any(o => o.Length > 0))
        {
            // More outputs than one used to mean training. Running statistics are updated the same way; the saved ones are gone.
            foreach (var saved in node.Outputs.Skip(3))
                if (c.IsUsed(saved))
                    throw UpgradeContext.Refuse(node, $"its saved statistics '{saved}' are used, which version 14 has removed.");
            while (node.Outputs.Count > 3)
                node.Outputs.RemoveAt(3);
            node.Set(NodeAttribute.Int("training_mode", 1));
        }
        c.Emit(node);
    }
}
