namespace TransferLab.TensorFlow.Reading;

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
