using System.Buffers.Binary;

namespace TransferLab.Service.OpenInference;

/// <summary>The pictures of an inference request: pixels of the model's input size (UINT8, or FP32 from 0 to 255) or encoded pictures (BYTES).</summary>
internal static class InferenceInput
{
    /// <summary>Splits a body into its JSON and the binary part behind it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headerLength">Bytes of JSON; null where there is no binary part.</param>
    /// <exception cref="ServiceException">The body is no request.</exception>
    public static (InferenceRequest Request, ReadOnlyMemory<byte> Binary) Parse(ReadOnlyMemory<byte> body, long? headerLength)
    {
        if (headerLength is { } length && (length < 0 || length > body.Length))
            throw ServiceException.BadRequest($"Inference-Header-Content-Length is {length}, but the body has {body.Length} bytes.");
        var json = headerLength is { } l ? body[..(int)l] : body;
        try
        {
            var request = JsonSerializer.Deserialize(json.Span, ServiceJson.Default.InferenceRequest) ?? throw new JsonException("it is 'null'");
            return (request, headerLength is null ? default : body[json.Length..]);
        }
        catch (JsonException e)
        {
            throw ServiceException.BadRequest($"failed to parse the request JSON{(e.Path is { Length: > 1 and < 100 } path ? $" at {path}" : "")}", e);
        }
    }

    /// <summary>The pictures, and whether they are pixels.</summary>
    /// <exception cref="ServiceException">The input does not fit the model.</exception>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Images, bool ArePixels) Read(
        InferenceRequest request, ReadOnlyMemory<byte> binary, ModelVersion model, int most)
    {
        var name = model.Classifier.Package.Config.Input.Name;
        if (request.Inputs is not [{ } tensor] || tensor.Name != name)
            throw ServiceException.BadRequest($"expected one input '{name}' for model '{model.Name}', got "
                + (request.Inputs is { Count: > 0 } all ? string.Join(", ", all.Select(i => $"'{Shortened(i?.Name)}'")) : "none"));
        if (tensor.Shape is not { Count: > 0 and <= 8 } shape || shape.Any(d => d < 1))
            throw ServiceException.BadRequest($"input '{name}' needs a shape of positive dimensions");
        if (shape[0] > most)
            throw ServiceException.TooLarge($"input '{name}' holds {shape[0]} images; one request may hold {most}");
        ReadOnlyMemory<byte>? raw = null;
        if (tensor.Parameters?.BinaryDataSize is { } size)
            raw = size >= 0 && size == binary.Length
                ? binary
                : throw ServiceException.BadRequest($"input '{name}' says it has {size} bytes of binary data; the request holds {binary.Length}");
        else if (tensor.Data.ValueKind != JsonValueKind.Array)
            throw ServiceException.BadRequest($"input '{name}' has no data");
        else if (!binary.IsEmpty)
            throw ServiceException.BadRequest("the request holds binary data that no input asks for");
        return tensor.Datatype switch
        {
            "BYTES" => (Encoded(tensor, raw, shape, name), false),
            "UINT8" or "FP32" => (Pixels(tensor, raw, shape, model, name), true),
            _ => throw ServiceException.BadRequest($"input '{name}' has datatype '{Shortened(tensor.Datatype)}'; UINT8, FP32 and BYTES are supported"),
        };
    }

    private static List<ReadOnlyMemory<byte>> Encoded(InferenceTensor tensor, ReadOnlyMemory<byte>? raw, IReadOnlyList<long> shape, string name)
    {
        if (shape is not ([_] or [_, 1]))
            throw ServiceException.BadRequest($"input '{name}' of BYTES needs the shape [N] or [N,1], one encoded image each");
        var images = new List<ReadOnlyMemory<byte>>();
        if (raw is { } bytes)
        {
            while (bytes.Length >= 4)
            {
                var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
                if (length > bytes.Length - 4)
                    throw ServiceException.BadRequest($"element {images.Count} of input '{name}' says it has {length} bytes; {bytes.Length - 4} are left");
                images.Add(bytes.Slice(4, (int)length));
                bytes = bytes[(4 + (int)length)..];
            }
            if (bytes.Length > 0)
                throw ServiceException.BadRequest($"the binary data of input '{name}' ends in the midst of an element");
        }
        else
        {
            foreach (var element in Flat(tensor.Data))
                images.Add(element.ValueKind == JsonValueKind.String && element.TryGetBytesFromBase64(out var image)
                    ? image
                    : throw ServiceException.BadRequest($"element {images.Count} of input '{name}' is no base64 of an image"));
        }
        return images.Count == shape[0] ? images
            : throw ServiceException.BadRequest($"input '{name}' has the shape [{string.Join(',', shape)}] but {images.Count} elements");
    }

    private static List<ReadOnlyMemory<byte>> Pixels(
        InferenceTensor tensor, ReadOnlyMemory<byte>? raw, IReadOnlyList<long> shape, ModelVersion model, string name)
    {
        var geometry = model.Classifier.Geometry;
        if (shape.Count != 4 || shape[1] != geometry.Height || shape[2] != geometry.Width || shape[3] != 3)
            throw ServiceException.BadRequest($"unexpected shape for input '{name}' of model '{model.Name}': "
                + $"expected [-1,{geometry.Height},{geometry.Width},3], got [{string.Join(',', shape)}]");
        var each = model.Queue.PictureBytes;
        var count = (int)shape[0] * each;
        var isFloat = tensor.Datatype == "FP32";
        if (raw is { } bytes && bytes.Length != (long)count * (isFloat ? 4 : 1))
            throw ServiceException.BadRequest($"input '{name}' needs {(long)count * (isFloat ? 4 : 1)} bytes, got {bytes.Length}");
        ReadOnlyMemory<byte> pixels = raw is null ? FromJson(tensor.Data, count, name) : isFloat ? FromFloats(raw.Value.Span, name) : raw.Value;
        return [.. Enumerable.Range(0, (int)shape[0]).Select(i => pixels.Slice(i * each, each))];
    }

    private static byte[] FromJson(JsonElement data, int count, string name)
    {
        var pixels = new byte[count];
        var at = 0;
        foreach (var element in Flat(data))
        {
            if (at == count)
                throw ServiceException.BadRequest($"input '{name}' has more elements than its shape says, {count}");
            pixels[at++] = element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var value)
                ? Pixel(value, name)
                : throw ServiceException.BadRequest($"element {at - 1} of input '{name}' is no number");
        }
        return at == count ? pixels : throw ServiceException.BadRequest($"input '{name}' has {at} elements; its shape says {count}");
    }

    private static byte[] FromFloats(ReadOnlySpan<byte> raw, string name)
    {
        var pixels = new byte[raw.Length / 4];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Pixel(BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]), name);
        return pixels;
    }

    private static byte Pixel(float value, string name) =>
        value is >= 0 and <= 255 ? (byte)MathF.Round(value) : throw ServiceException.BadRequest($"input '{name}' holds a value outside 0 to 255");

    // Data may be nested like the shape, or flat.
    private static IEnumerable<JsonElement> Flat(JsonElement data)
    {
        foreach (var element in data.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                yield return element;
                continue;
            }
            foreach (var inner in Flat(element))
                yield return inner;
        }
    }

    private static string Shortened(string? text) => text is null ? "" : text.Length > 64 ? text[..64] + "…" : text;
}
