namespace TransferLab.Classifiers.Packaging;

/// <summary>A folder with <c>model.onnx</c>, <c>classifier.json</c>, <c>README.md</c> and golden images: a classifier that any ONNX Runtime
/// client can use. Reading checks the description and the model's hash; <see cref="ImageClassifier"/> also scores the golden images.</summary>
public sealed class ClassifierPackage
{
    /// <summary>Name of the model file.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>Name of the description.</summary>
    public const string ConfigFile = "classifier.json";

    private ClassifierPackage(string directory, ClassifierConfig config)
    {
        Directory = directory;
        Config = config;
    }

    /// <summary>Full path of the folder.</summary>
    public string Directory { get; }

    /// <summary>The description.</summary>
    public ClassifierConfig Config { get; }

    /// <summary>Full path of the model.</summary>
    public string ModelPath => Path.Combine(Directory, ModelFile);

    /// <summary>Whether the task is multi-label: a sigmoid per label instead of a softmax over all.</summary>
    public bool IsMultiLabel => Config.Task == TaskNames.MultiLabel;

    /// <summary>How an image becomes the model's input.</summary>
    public ImageGeometry Geometry => InputGeometry.ToGeometry(Config.Input);

    /// <summary>The column of a label in the outputs; -1 for a label it does not know.</summary>
    public int IndexOf(string label)
    {
        for (var i = 0; i < Config.LabelNames.Count; i++)
            if (Config.LabelNames[i] == label)
                return i;
        return -1;
    }

    /// <summary>Opens a package. A run folder is accepted too: its <c>classifier/</c> is opened.</summary>
    /// <exception cref="PackageException">The folder is no package, its description is broken or newer than this library, or the model is not the one
    /// described.</exception>
    public static ClassifierPackage Open(string directory)
    {
        var full = Path.GetFullPath(directory);
        if (!File.Exists(Path.Combine(full, ConfigFile)) && File.Exists(Path.Combine(full, "classifier", ConfigFile)))
            full = Path.Combine(full, "classifier");
        var path = Path.Combine(full, ConfigFile);
        if (!File.Exists(path))
            throw new PackageException($"{directory} is no classifier package: it has no {ConfigFile}. Name the 'classifier' folder of a finished run.");
        ClassifierConfig config;
        try
        {
            using var stream = File.OpenRead(path);
            config = JsonSerializer.Deserialize(stream, ClassifierJson.Default.ClassifierConfig) ?? throw new JsonException("the file holds 'null'");
        }
        catch (JsonException e)
        {
            throw new PackageException($"{path} cannot be read: {e.Message}", e);
        }
        Check(config, path);
        var package = new ClassifierPackage(full, config);
        if (!File.Exists(package.ModelPath))
            throw new PackageException($"{full} has no {ModelFile}; copy the whole folder of the package.");
        var hash = ContentHash.OfFile(package.ModelPath);
        if (config.ModelSha256.Length > 0 && !string.Equals(hash, config.ModelSha256, StringComparison.OrdinalIgnoreCase))
            throw new PackageException($"{package.ModelPath} is not the model that {ConfigFile} describes (SHA-256 {hash[..12]}…, described "
                + $"{config.ModelSha256[..Math.Min(12, config.ModelSha256.Length)]}…). Was it copied whole?");
        return package;
    }

    private static void Check(ClassifierConfig c, string path)
    {
        if (c.Format != ClassifierConfig.FormatName)
            throw new PackageException($"{path} describes a '{c.Format}', not a '{ClassifierConfig.FormatName}'.");
        if (c.FormatVersion is < 1 or > ClassifierConfig.CurrentVersion)
            throw new PackageException(
                $"{path} has format version {c.FormatVersion}; this version of TransferLab reads up to {ClassifierConfig.CurrentVersion}. Update TransferLab.");
        if (c.Task is not (TaskNames.SingleLabel or TaskNames.MultiLabel))
            throw new PackageException($"{path} names the task '{c.Task}'; known are {TaskNames.SingleLabel} and {TaskNames.MultiLabel}.");
        if (c.LabelNames is not { Count: >= 1 } || c.LabelNames.Any(string.IsNullOrEmpty))
            throw new PackageException($"{path} has no labels, or an empty one.");
        if (c.Thresholds is not null && c.Thresholds.Count != c.LabelNames.Count)
            throw new PackageException($"{path} has {c.Thresholds.Count} thresholds for {c.LabelNames.Count} labels.");
        if (c.Thresholds is not null && c.Thresholds.Any(t => t is not (>= 0 and <= 1)))
            throw new PackageException($"{path} has a threshold that is no probability, 0 to 1.");
        if (!(c.Temperature > 0) || !double.IsFinite(c.Temperature))
            throw new PackageException($"{path}: temperature {c.Temperature} must be above 0.");
        if (c.Input?.InputSize is not [3, >= 1 and <= 16384, >= 1 and <= 16384])
            throw new PackageException($"{path}: input_size must be [3, height, width].");
        if (c.Golden is null || c.Golden.Any(g => g?.Probabilities?.Count != c.LabelNames.Count))
            throw new PackageException($"{path}: every golden image needs one probability per label.");
    }
}

/// <summary>A folder is no classifier package, or one that must not be used; the message says what is wrong and what to do.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class PackageException(InputMessage message, Exception? inner = null) : InputException(message, inner);
