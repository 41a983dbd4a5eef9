using TransferLab.TensorFlow.Checkpoints;

namespace TransferLab.TensorFlow.Reading;

/// <summary>From files to a graph of nodes, whichever of the formats they have.</summary>
internal static class ModelReader
{
    public static TfGraph Read(string path, TensorFlowOptions options)
    {
        var folder = SourceFiles.SavedModelFolder(path);
        var file = folder is null ? path : SourceFiles.Of(path)[0];
        var bytes = File.ReadAllBytes(file);
        return folder is null ? ReadGraph(bytes, options) : ReadSavedModel(bytes, Bundle(folder), options);
    }

    /// <summary>A frozen graph, binary or text.</summary>
    public static TfGraph ReadGraph(byte[] bytes, TensorFlowOptions options)
    {
        var graph = Parse(bytes, GraphDef.Parser, "frozen graph");
        if (graph.Node.Count == 0 || graph.Node.Any(n => n.Name.Length == 0 || n.Op.Length == 0))
            throw new TensorFlowException("this is no TensorFlow graph: "
                + (graph.Node.Count == 0 ? "it has no nodes (a saved_model.pb is read with its folder)." : "it has nodes without name or operator."));
        return GraphAssembly.Frozen(graph, options);
    }

    /// <param name="bytes">The file <c>saved_model.pb</c> or <c>.pbtxt</c>.</param>
    /// <param name="variables">Opens the variables; called only when some are read.</param>
    /// <param name="options">Signature, input, output.</param>
    public static TfGraph ReadSavedModel(byte[] bytes, Func<TensorBundle> variables, TensorFlowOptions options)
    {
        var saved = Parse(bytes, SavedModel.Parser, "SavedModel");
        var graphs = saved.MetaGraphs.Where(m => m.GraphDef is { Node.Count: > 0 }).ToList();
        if (graphs.Count == 0)
            throw new TensorFlowException("this is no SavedModel: it has no graph.");
        // Inference is tagged "serve"; a second graph, if any, is for training.
        var meta = graphs.Find(m => m.MetaInfoDef?.Tags.Contains("serve") == true) ?? graphs[0];
        return GraphAssembly.SavedModel(meta, variables, options);
    }

    private static Func<TensorBundle> Bundle(string folder) => () => TensorBundle.Open(Path.Combine(folder, "variables", "variables"));

    private static T Parse<T>(byte[] bytes, MessageParser<T> parser, string what) where T : IMessage<T>, new()
    {
        if (TextFormat.IsText(bytes))
            return TextFormat.Parse<T>(bytes);
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TensorFlowException($"this is no TensorFlow {what}, or a truncated one: {e.Message}", e);
        }
    }
}

/// <summary>Which files a path stands for.</summary>
internal static class SourceFiles
{
    private static readonly string[] s_savedModels = ["saved_model.pb", "saved_model.pbtxt"];

    public static bool IsGraphName(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PB" or ".PBTXT";

    /// <summary>The graph file of a SavedModel folder; null where there is none.</summary>
    public static string? SavedModelIn(string folder) => s_savedModels.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

    /// <summary>The folder, when the path is a SavedModel or its graph file; else null.</summary>
    public static string? SavedModelFolder(string path) =>
        Directory.Exists(path) ? path : s_savedModels.Contains(Path.GetFileName(path)) ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;

    public static IReadOnlyList<string> Of(string path)
    {
        if (SavedModelFolder(path) is not { } folder)
            return [path];
        var graph = SavedModelIn(folder) ?? throw new TensorFlowException($"The folder '{path}' holds no SavedModel: there is no saved_model.pb in it.");
        var variables = Path.Combine(folder, "variables");
        string[] data = Directory.Exists(variables) ? Directory.GetFiles(variables, "variables.*") : [];
        Array.Sort(data, StringComparer.Ordinal);
        return [graph, .. data];
    }
}
