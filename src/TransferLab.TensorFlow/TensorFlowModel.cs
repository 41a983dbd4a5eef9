using TransferLab.TensorFlow.CleanUp;
using TransferLab.TensorFlow.Folding;
using TransferLab.TensorFlow.Layout;
using TransferLab.TensorFlow.Operators;

namespace TransferLab.TensorFlow;

/// <summary>Reads frozen graphs (<c>.pb</c>, <c>.pbtxt</c>) and SavedModel folders and converts them to ONNX (operator
/// set 18, channels first), without TensorFlow.</summary>
public static class TensorFlowModel
{
    /// <summary>Whether a path is a SavedModel folder or a file named as TensorFlow graphs are (<c>.pb</c>,
    /// <c>.pbtxt</c>). The content is not looked at.</summary>
    public static bool IsModel(string path) => Directory.Exists(path) ? SourceFiles.SavedModelIn(path) is not null : SourceFiles.IsGraphName(path);

    /// <summary>The files a model consists of, sorted: the graph, and for a SavedModel the table and shards of its
    /// variables. Their bytes together are the model's identity.</summary>
    /// <exception cref="TensorFlowException">The folder holds no SavedModel.</exception>
    public static IReadOnlyList<string> Files(string path) => SourceFiles.Of(path);

    /// <summary>Converts a model. Its image input becomes <c>[N,C,H,W]</c> under the placeholder's name; values keep
    /// the names of their nodes; weights are float32 as stored.</summary>
    /// <param name="path">A frozen graph or a SavedModel folder (or its <c>saved_model.pb</c>).</param>
    /// <param name="options">What the model does not say by itself.</param>
    /// <exception cref="TensorFlowException">The model cannot be read, contradicts itself, or has nodes that are not
    /// supported; the message lists all of those.</exception>
    public static OnnxModel Load(string path, TensorFlowOptions? options = null)
    {
        options ??= new();
        try
        {
            return Convert(ModelReader.Read(path, options), options, Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TensorFlowException($"The TensorFlow model '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The operators that are converted, sorted.</summary>
    internal static IReadOnlyList<string> Operators => OperatorTable.Names;

    internal static OnnxModel Convert(TfGraph graph, TensorFlowOptions options, string name)
    {
        try
        {
            GraphCleanUp.Apply(graph, options);
            var mapped = GraphMapping.Map(graph, options, name);
            var model = mapped.Model;
            ConstantFolding.Apply(model);
            model = LayoutPass.Apply(model, mapped.Names);
            NodeFusions.Apply(model);
            ConstantFolding.Apply(model);
            ModelValidator.Check(model.Graph);
            return model;
        }
        // Shapes that contradict each other, axes that do not exist, numbers out of range: whatever a hostile file makes of a well-formed message.
        catch (Exception e) when (e is OnnxFormatException or ShapeInferenceException or ArgumentException or InvalidOperationException or ArithmeticException
            or IndexOutOfRangeException or NotSupportedException)
        {
            throw new TensorFlowException($"the graph does not hang together: {e.Message}", e);
        }
    }
}

/// <summary>What a caller says about a TensorFlow model. Everything is optional.</summary>
public sealed record TensorFlowOptions
{
    /// <summary>The node that takes the images: a placeholder, or any other node, which then becomes the input and what
    /// lies before it (decoding, resizing) is dropped. Default: the placeholder that the outputs depend on.</summary>
    public string? InputName { get; init; }
    /// <summary>The node to convert up to; what only follows it is dropped, whatever it is. Unknown names are ignored.
    /// Default: the outputs of signature or graph.</summary>
    public string? OutputName { get; init; }
    /// <summary>Height in pixels where the input's shape leaves it open.</summary>
    public int? Height { get; init; }
    /// <summary>Width in pixels where the input's shape leaves it open.</summary>
    public int? Width { get; init; }
    /// <summary>The signature of a SavedModel; default <c>serving_default</c>, or the only one there is.</summary>
    public string? Signature { get; init; }
}

/// <summary>A file is no TensorFlow model that can be converted; the message says what is wrong and where, and lists unsupported nodes all at once.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class TensorFlowException(InputMessage message, Exception? inner = null) : InputException(message, inner);
