using System.Text.Json;
using TransferLab.Errors;

namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>Reads a pipeline from JSON: <c>{"fill": "reflect", "transforms": [{"op": "rotation", "probability": 0.5, "degrees": [-15, 15]}, …]}</c>.
/// Strict: an unknown key or name, a key given twice and a value out of range are errors that say where.</summary>
public static class PolicyFile
{
    internal const string Operation = "op";
    private const string Transforms = "transforms";
    private const string Fill = "fill";
    private const int MostTransforms = 100;
    private const int LongestShown = 40;
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads a pipeline.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="AugmentationException">It is no valid policy.</exception>
    public static AugmentationPipeline Parse(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, s_strict);
            return Parse(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new AugmentationException($"{source}: no valid JSON: {e.Message}", e);
        }
        // What a reader of JSON says of half a surrogate pair.
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new AugmentationException($"{source}: {e.Message}", e);
        }
    }

    /// <summary>A value as messages show it.</summary>
    internal static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }

    private static AugmentationPipeline Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException($"the file holds {Shown(root)} where an object with the key '{Transforms}' is needed.");
        foreach (var property in root.EnumerateObject())
            if (property.Name is not (Transforms or Fill))
                throw new FormatException($"'{property.Name}' is not known; a policy has {Transforms} and {Fill}.");
        if (!root.TryGetProperty(Transforms, out var list) || list.ValueKind != JsonValueKind.Array)
            throw new FormatException($"'{Transforms}' is missing or no list: name the transforms in order, e.g. "
                + $"\"{Transforms}\": [{{\"op\": \"horizontal-flip\"}}].");
        if (list.GetArrayLength() > MostTransforms)
            throw new FormatException($"'{Transforms}' has {list.GetArrayLength()} members; at most {MostTransforms} are read.");
        var transforms = new List<ImageTransform>();
        var pixels = "";
        foreach (var json in list.EnumerateArray())
        {
            var (name, transform) = Transform(json, transforms.Count);
            if (pixels.Length > 0 && transform is not PixelTransform)
                throw new FormatException($"{Transforms}[{transforms.Count}] ({name}): comes after '{pixels}', which works on pixels; "
                    + "geometric transforms and policies come first, because they are part of the resize.");
            pixels = transform is PixelTransform ? name : pixels;
            transforms.Add(transform);
        }
        return new(transforms) { Fill = root.TryGetProperty(Fill, out var fill) ? TransformSettings.Choice<EdgeFill>(Fill, fill) : default };
    }

    private static (string Name, ImageTransform Transform) Transform(JsonElement json, int index)
    {
        var where = $"{Transforms}[{index}]";
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Operation, out var op) || op.ValueKind != JsonValueKind.String)
            throw new FormatException($"{where}: is {Shown(json)}; a transform is an object with the key '{Operation}', e.g. "
                + $"{{\"{Operation}\": \"horizontal-flip\"}}.");
        var info = TransformCatalog.All.FirstOrDefault(t => t.Name == op.GetString())
            ?? throw new FormatException($"{where}: '{Operation}' is {Shown(op)}; choose one of "
                + $"{string.Join(", ", TransformCatalog.All.Select(t => t.Name))}.");
        try
        {
            var settings = new TransformSettings(json);
            var transform = info.Standard.Read(settings);
            settings.RefuseOthers();
            transform.Validate();
            return (info.Name, transform);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"{where} ({info.Name}): {e.Message}", e);
        }
    }
}

/// <summary>A policy file cannot be used; the message says which file, which transform and which key.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class AugmentationException(InputMessage message, Exception? inner = null) : InputException(message, inner);
