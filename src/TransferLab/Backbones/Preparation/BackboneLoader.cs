using TransferLab.TensorFlow;

namespace TransferLab.Backbones.Preparation;

/// <summary>Turns a model file and what is said about it into a <see cref="Backbone"/>, or says why that cannot be.</summary>
public static class BackboneLoader
{
    private static readonly SettingName s_features = new(nameof(BackboneOptions.FeatureValue));

    /// <summary>What is in a model file: input, layer groups, cut points.</summary>
    /// <inheritdoc cref="Load"/>
    public static BackboneReport Describe(string path, BackboneOptions? options = null, BackboneCatalog? catalog = null) =>
        BackboneReport.Of(Load(path, options, catalog));

    /// <summary>Loads a model file.</summary>
    /// <param name="path">An ONNX file, with its external data beside it, or a TensorFlow graph or SavedModel.</param>
    /// <param name="options">What the file does not say by itself.</param>
    /// <param name="catalog">What is known of files; null for the user's catalogue.</param>
    /// <exception cref="BackboneException">The file cannot serve as a backbone, or something about it would have to be guessed.</exception>
    internal static Backbone Load(string path, BackboneOptions? options = null, BackboneCatalog? catalog = null)
    {
        options ??= new();
        options.Validate();
        if (TensorFlowBackbone.Is(path))
            return Guarded(path, () => TensorFlowBackbone.Load(path, options, catalog));
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BackboneException($"The backbone '{path}' cannot be read: {e.Message}", e);
        }
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var entry = options.IsComplete ? null : (catalog ?? BackboneCatalog.Load()).FindByHash(sha256);
        return Guarded(path, () =>
            Build(OnnxModel.Parse(bytes, Path.GetDirectoryName(Path.GetFullPath(path))), Path.GetFileNameWithoutExtension(path), sha256, options, entry));
    }

    /// <summary>Whatever is wrong with a file becomes an error that names it.</summary>
    internal static T Guarded<T>(string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (BackboneException e)
        {
            throw new BackboneException($"{path}: {e.Words}", e);
        }
        // A node that lacks an input or has attributes no exporter writes shows as an argument error wherever it is first looked at closely.
        catch (Exception e) when (e is OnnxFormatException or ShapeInferenceException or TensorFlowException or NotSupportedException
            or InvalidOperationException or OverflowException
            or ArgumentException or IndexOutOfRangeException)
        {
            throw new BackboneException($"{path} cannot be used as a backbone: {(e as InputException)?.Words ?? e.Message}", e);
        }
    }

    internal static Backbone Build(OnnxModel model, string name, string sha256, BackboneOptions options, CatalogEntry? entry = null)
    {
        BackboneChecks.Check(model);
        model = BackbonePreparation.Modernise(model);
        var known = entry?.ToOptions();
        var input = InputFinder.Find(model.Graph, options, known);
        var removed = BackbonePreparation.RemoveTrainingLeftovers(model);
        var wanted = options.FeatureValue ?? known?.FeatureValue;
        if (wanted is not null)
        {
            // As an output it keeps its name through all folding.
            var value = Resolve(model.Graph, removed, wanted);
            model.Graph.Outputs.Clear();
            model.Graph.Outputs.Add(new ValueInfo(value, ElementType.Float, null));
        }
        BackbonePreparation.FixInput(model, input);
        var shapes = ShapeTable.Infer(model);
        var (map, vector) = FindFeatures(model, shapes, chosen: wanted is not null);
        vector = PoolAndCut(model, shapes, input, map, vector);
        BackbonePreparation.Tidy(model, input.Name, vector);
        var spec = Normalization.Decide(options, known, input.Channels, () => RawPixels.Detect(model.Graph, input.Name)) with
        {
            Name = options.Name ?? known?.Name ?? name,
            InputName = input.Name,
            Layout = input.Layout,
            Height = input.Height,
            Width = input.Width,
            FeatureValue = map,
            ResizeMode = options.ResizeMode ?? known?.ResizeMode ?? ResizeMode.Crop,
            ResizeScale = options.ResizeScale ?? known?.ResizeScale ?? 0.875,
            Interpolation = options.Interpolation ?? known?.Interpolation ?? Interpolation.Bilinear,
            Licence = options.Licence ?? entry?.Licence,
            Source = options.Source ?? entry?.Source,
            Sha256 = sha256,
        };
        var backbone = new Backbone(model, spec, vector) { NamedFeatureValue = wanted };
        if (backbone.Parameters.Count == 0)
            throw new BackboneException("the graph has no float32 weights between image and features (a quantized model cannot be fine-tuned).");
        return backbone;
    }

    private static (string Map, string Vector) FindFeatures(OnnxModel model, ShapeTable shapes, bool chosen)
    {
        if (chosen)
            return (model.Graph.Outputs[0].Name, model.Graph.Outputs[0].Name);
        var finder = new FeatureFinder(model.Graph, shapes);
        var found = model.Graph.Outputs.Select(o => (Output: o.Name, Features: finder.Behind(o.Name))).ToList();
        if (found.Count == 0)
            throw new BackboneException("the graph has no output.");
        if (found.Select(f => f.Features).Distinct().Count() > 1)
            throw new BackboneException($"the graph has several outputs ({string.Join(", ", found.Select(f => $"'{f.Output}'"))}); say by {s_features} which "
                + $"value carries the features.");
        return (found[0].Features.Map, found[0].Features.ClassifierInput);
    }

    // Leaves the vector of features as the graph's only output.
    private static string PoolAndCut(OnnxModel model, ShapeTable shapes, ImageInput input, string map, string vector)
    {
        if (!shapes.Knows(vector) || !shapes.Knows(map))
            throw new BackboneException($"the shape of the features '{map}' cannot be worked out; name another value by {s_features}.");
        var axes = new ChannelAxes(new ImagePath(model.Graph, input.Name, vector), shapes, input.Layout);
        if (shapes.Shape(vector).Rank is < 2 or > 4)
            throw new BackboneException(
                $"the features '{vector}' have the shape {shapes.Shape(vector)}: not a map, nor tokens, nor a vector; name another value by {s_features}.");
        vector = FeaturePooling.Append(new GraphBuilder(model.Graph, shapes), vector, axes.Of(vector));
        var shape = shapes.Shape(vector);
        if (shape.Rank != 2 || !shape[1].IsKnown)
            throw new BackboneException($"the number of features in '{map}' {shapes.Shape(map)} is not known; name another value by {s_features}.");
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.Add(new ValueInfo(vector, ElementType.Float, shape));
        return vector;
    }

    private static string Resolve(Graph graph, Dictionary<string, string> removed, string wanted)
    {
        var value = removed.GetValueOrDefault(wanted, wanted);
        var values = graph.Nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0).ToList();
        if (values.Contains(value))
            return value;
        // People read node names off a viewer; a node with one output is as good as its value.
        if (graph.Nodes.Find(n => n.Name == wanted && n.Outputs.Count == 1) is { } node)
            return node.Outputs[0];
        throw new BackboneException($"there is no value '{wanted}' to take features from; the nearest names are {NearestNames.Of(wanted, values)}.");
    }
}
