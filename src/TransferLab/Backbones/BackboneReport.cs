namespace TransferLab.Backbones;

/// <summary>What is in a backbone: plain data, ready for JSON.</summary>
public sealed record BackboneReport
{
    /// <summary>Input, arithmetic and origin.</summary>
    public required BackboneSpec Spec { get; init; }
    /// <summary>Shape of the feature value, e.g. <c>[N,1024,7,7]</c>.</summary>
    public required string FeatureShape { get; init; }
    /// <summary>Length of the pooled feature vector.</summary>
    public required int FeatureCount { get; init; }
    /// <summary>Learned numbers; statistics of batch normalization are not counted.</summary>
    public required long Parameters { get; init; }
    /// <summary>Multiply-adds for one image.</summary>
    public required long MultiplyAdds { get; init; }
    /// <summary>Layer groups from stem to last stage.</summary>
    public required IReadOnlyList<Group> Groups { get; init; }
    /// <summary>Cut points that separate layers, in order; <c>until:</c> also takes those inside a layer.</summary>
    public required IReadOnlyList<Cut> CutPoints { get; init; }

    /// <summary>Puts a backbone's data together.</summary>
    internal static BackboneReport Of(Backbone backbone) => new()
    {
        Spec = backbone.Spec,
        FeatureShape = Text(backbone.FeatureMapShape),
        FeatureCount = backbone.FeatureCount,
        Parameters = backbone.Parameters.Sum(p => p.Count),
        MultiplyAdds = backbone.LayerGroups.Sum(g => g.MultiplyAdds),
        Groups = [.. backbone.LayerGroups.Select(g => new Group(g.Name, g.EndValue, Text(g.OutputShape), g.Parameters, g.MultiplyAdds,
            [.. g.Layers.Select(l => new Layer(l.Name, l.Operator, Text(l.OutputShape), l.Parameters, l.MultiplyAdds, l.Initializers))]))],
        CutPoints = [.. backbone.CutPoints.Where(c => c.IsLayerBoundary).Select(c => new Cut(c.Value, Text(c.Shape), backbone.GroupOf(c)?.Name))],
    };

    /// <summary>The report as indented JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BackboneJson.Default.BackboneReport);

    private static string Text(Shape? shape) => shape?.ToString() ?? "?";

    /// <summary>A layer group.</summary>
    /// <param name="Name"><c>stem</c>, <c>stage1</c> …</param>
    /// <param name="EndValue">The value to name in <c>until:</c> to freeze it and all before.</param>
    /// <param name="OutputShape">Shape of its output.</param>
    /// <param name="Parameters">Learned numbers.</param>
    /// <param name="MultiplyAdds">Multiply-adds for one image.</param>
    /// <param name="Layers">Nodes with learned tensors.</param>
    public sealed record Group(string Name, string EndValue, string OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<Layer> Layers);

    /// <summary>A node with learned tensors.</summary>
    /// <param name="Name">Name.</param>
    /// <param name="Operator">Operator.</param>
    /// <param name="OutputShape">Shape of its output.</param>
    /// <param name="Parameters">Learned numbers.</param>
    /// <param name="MultiplyAdds">Multiply-adds for one image.</param>
    /// <param name="Initializers">Names of its learned tensors.</param>
    public sealed record Layer(string Name, string Operator, string OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<string> Initializers);

    /// <summary>A cut point.</summary>
    /// <param name="Value">Name of the value.</param>
    /// <param name="Shape">Its shape.</param>
    /// <param name="Group">The layer group it lies in; null behind the last.</param>
    public sealed record Cut(string Value, string Shape, string? Group);
}
