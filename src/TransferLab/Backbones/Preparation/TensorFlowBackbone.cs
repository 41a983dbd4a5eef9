using TransferLab.TensorFlow;

namespace TransferLab.Backbones.Preparation;

/// <summary>Backbones in TensorFlow's formats: converted on loading, and from then on like any other.</summary>
internal static class TensorFlowBackbone
{
    /// <summary>Whether a path is TensorFlow's: a folder, or a file named <c>.pb</c> or <c>.pbtxt</c>.</summary>
    public static bool Is(string path) => Directory.Exists(path) || TensorFlowModel.IsModel(path);

    public static Backbone Load(string path, BackboneOptions options, BackboneCatalog? catalog)
    {
        var sha256 = HashOf(path);
        var entry = options.IsComplete ? null : (catalog ?? BackboneCatalog.Load()).FindByHash(sha256);
        var model = Convert(path, options, entry?.ToOptions());
        return BackboneLoader.Build(model, NameOf(path), sha256, Converted(model, options), entry);
    }

    /// <exception cref="TensorFlowException">It cannot be converted.</exception>
    public static OnnxModel Convert(string path, BackboneOptions options, BackboneOptions? known = null) => TensorFlowModel.Load(path, new TensorFlowOptions
    {
        InputName = options.InputName ?? known?.InputName,
        OutputName = options.FeatureValue ?? known?.FeatureValue,
        Height = options.Height ?? known?.Height,
        Width = options.Width ?? known?.Width,
    });

    /// <summary>What still holds for the converted graph: its input may have another name, and has its channels first.</summary>
    public static BackboneOptions Converted(OnnxModel model, BackboneOptions options)
    {
        List<ValueInfo> feeds = [.. model.Graph.Feeds];
        if (feeds is not [{ Shape.Rank: 4 } image])
            return options;
        var first = image.Shape![1] is { IsKnown: true, Value: 1 or 3 };
        return options with { InputName = image.Name, Layout = first ? ImageLayout.Nchw : options.Layout };
    }

    public static string NameOf(string path) => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));

    /// <summary>The SHA-256 of a file; of a model of several files, that of their names and hashes, so that weights count too.</summary>
    public static string HashOf(string path) => FileWork.Do(() =>
    {
        var files = TensorFlowModel.Files(path);
        if (files.Count == 1)
            return ContentHash.OfFile(files[0]);
        var list = string.Concat(files.Select(f => $"{ContentHash.OfFile(f)}  {Path.GetFileName(f)}\n"));
        return System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
    }, e => throw new BackboneException($"it cannot be read: {e.Message}", e));
}
