namespace TransferLab.Backbones.Preparation;

/// <summary>A TensorFlow model written as an ONNX file, and what is in it.</summary>
public sealed record BackboneConversion
{
    /// <summary>The file that was written.</summary>
    public required string Output { get; init; }
    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }
    /// <summary>Inputs with type and shape, e.g. <c>input: Float [N,3,224,224]</c>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }
    /// <summary>Outputs with type and shape.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }
    /// <summary>Nodes of the converted graph.</summary>
    public required int Nodes { get; init; }
    /// <summary>Whether options, catalogue or the graph itself say how pixels become the input. Where not, the report assumes pixels as they are, and training
    /// asks.</summary>
    public required bool NormalizationIsKnown { get; init; }
    /// <summary>The converted model as a backbone: features, layer groups, cut points.</summary>
    public required BackboneReport Report { get; init; }

    /// <summary>Converts a frozen graph or a SavedModel folder and writes it as ONNX (operator set 18, image input
    /// <c>[N,C,H,W]</c>). The file appears whole or not at all, and only when it can serve as a backbone.</summary>
    /// <param name="path">A <c>.pb</c> or <c>.pbtxt</c> file or a SavedModel folder.</param>
    /// <param name="output">The ONNX file; overwritten.</param>
    /// <param name="options">What the model does not say by itself.</param>
    /// <exception cref="BackboneException">The model cannot be read or converted, or cannot serve as a backbone.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static BackboneConversion Run(string path, string output, BackboneOptions? options = null)
    {
        options ??= new();
        options.Validate();
        if (!TensorFlowBackbone.Is(path))
            throw new BackboneException($"{path} is not a TensorFlow model: those are .pb and .pbtxt files and SavedModel folders.");
        return BackboneLoader.Guarded(path, () =>
        {
            var model = TensorFlowBackbone.Convert(path, options);
            var converted = TensorFlowBackbone.Converted(model, options);
            var (backbone, known) = Backbone(path, model, converted);
            model.Save(output);
            return new BackboneConversion
            {
                Output = output,
                Bytes = new FileInfo(output).Length,
                Inputs = [.. model.Graph.Feeds.Select(i => i.ToString())],
                Outputs = [.. model.Graph.Outputs.Select(o => o.ToString())],
                Nodes = model.Graph.Nodes.Count,
                NormalizationIsKnown = known,
                Report = BackboneReport.Of(backbone),
            };
        });
    }

    private static (Backbone Backbone, bool NormalizationIsKnown) Backbone(string path, OnnxModel model, BackboneOptions options)
    {
        var known = options.Normalization is not null || (options.Mean is not null && options.Std is not null)
            || RawPixels.Detect(model.Graph, model.Graph.Feeds.FirstOrDefault()?.Name ?? "") is not null;
        if (!known)
            options = options with { Normalization = "none" };
        return (BackboneLoader.Build(model.Clone(), TensorFlowBackbone.NameOf(path), TensorFlowBackbone.HashOf(path), options), known);
    }
}
