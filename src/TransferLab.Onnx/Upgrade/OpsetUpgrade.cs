using TransferLab.Onnx.Editing;

namespace TransferLab.Onnx.Upgrade;

/// <summary>Rewrites a model of an older default operator set in version 18, so that everything behind it has to know
/// one form of each operator only. Versions 18 to 22 are left as they are.</summary>
public static class OpsetUpgrade
{
    /// <summary>Oldest version that can be upgraded: before it, elementwise operators broadcast differently.</summary>
    public const long Oldest = 7;
    /// <summary>The version models are brought to.</summary>
    public const long Target = 18;
    /// <summary>Newest version that is understood.</summary>
    public const long Newest = 22;
    private const long OldestIr = 8;

    // The operators whose form or meaning changed. Each rule emits what takes the node's place.
    private static readonly Dictionary<string, Action<UpgradeContext, Node>> s_rules = Rules();

    /// <summary>A model that means the same in operator set 18 or newer; the given model does not change. Sub-graphs are rewritten too.</summary>
    /// <exception cref="OnnxFormatException">The version is below 7 or above 22, or a node has a form without a counterpart; the message names it.</exception>
    /// <exception cref="Shapes.ShapeInferenceException">A rewrite needs shapes, and a node's inputs contradict each other.</exception>
    public static OnnxModel Apply(OnnxModel model)
    {
        var from = model.Opset;
        if (from is < Oldest or > Newest)
            throw new OnnxFormatException(from == 0
                ? "The model does not say which version of the default operator set it is written in."
                : $"The model is written in version {from} of the default operator set; versions {Oldest} to {Newest} are supported. "
                    + "Export it again with one of those.");
        var upgraded = model.Clone();
        if (model.IrVersion < 4)
            // Before version 4 every initializer had to be listed as an input; leaving it there now would mean a default that a caller may override.
            InitializerInputs.Remove(upgraded.Graph);
        upgraded.IrVersion = Math.Max(model.IrVersion, OldestIr);
        if (from >= Target)
            return upgraded;
        Rewrite(upgraded.Graph, new UpgradeContext(model));
        upgraded.SetOpset("", Target);
        return upgraded;
    }

    private static void Rewrite(Graph graph, UpgradeContext context)
    {
        var outer = context.Enter(graph);
        var nodes = graph.Nodes.ToArray();
        graph.Nodes.Clear();
        foreach (var node in nodes)
        {
            foreach (var attribute in node.Proto.Attribute.Where(_ => node.HasSubgraphs))
            {
                if (attribute.G is { } body)
                    attribute.G = RewriteBody(body, context);
                for (var i = 0; i < attribute.Graphs.Count; i++)
                    attribute.Graphs[i] = RewriteBody(attribute.Graphs[i], context);
            }
            if (node.Domain.Length == 0 && s_rules.TryGetValue(node.OpType, out var rule))
                Rewrite(context, node, rule);
            else
                context.Emit(node);
        }
        context.Leave(outer);
    }

    private static void Rewrite(UpgradeContext context, Node node, Action<UpgradeContext, Node> rule)
    {
        var name = node.ToString();
        try
        {
            rule(context, node);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new OnnxFormatException($"{name} lacks an input or output it must have: {e.Message}", e);
        }
    }

    private static GraphProto RewriteBody(GraphProto body, UpgradeContext context)
    {
        var graph = new Graph(body, null);
        Rewrite(graph, context);
        return graph.ToProto();
    }

    private static Dictionary<string, Action<UpgradeContext, Node>> Rules()
    {
        var rules = new Dictionary<string, Action<UpgradeContext, Node>>(StringComparer.Ordinal);
        InputFormUpgrades.Register(rules);
        SoftmaxUpgrades.Register(rules);
        ResizeUpgrades.Register(rules);
        LeftoverUpgrades.Register(rules);
        return rules;
    }
}
