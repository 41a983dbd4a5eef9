using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TransferLab.Service.OpenInference;

/// <summary>Writes the outputs of an inference request, in JSON or behind it.</summary>
internal static class InferenceAnswer
{
    /// <summary>Outputs by name: the model's two, and its decision.</summary>
    public static readonly IReadOnlyList<string> Outputs = ["probabilities", "logits", "labels"];

    /// <summary>Checks which outputs are asked for, before anything is computed.</summary>
    /// <exception cref="ServiceException">One is unknown, or asked for in a way that makes no sense.</exception>
    public static IReadOnlyList<InferenceOutputRequest> Check(InferenceRequest request, ModelVersion model)
    {
        var outputs = request.Outputs is { Count: > 0 } asked ? asked : [.. Outputs.Take(2).Select(n => new InferenceOutputRequest { Name = n })];
        if (outputs.Count > 16)
            throw ServiceException.BadRequest("the request asks for more than 16 outputs");
        foreach (var output in outputs)
        {
            if (output?.Name is null || !Outputs.Contains(output.Name))
                throw ServiceException.BadRequest($"unexpected inference output '{(output?.Name is { Length: <= 64 } name ? name : "")}' "
                    + $"for model '{model.Name}'; there are {string.Join(", ", Outputs)}");
            if (output.Parameters?.Classification is { } top && (top < 1 || output.Name == "labels"))
                throw ServiceException.BadRequest($"output '{output.Name}': classification must be 1 or more, on probabilities or logits");
        }
        return outputs;
    }

    /// <summary>Writes the answer.</summary>
    /// <returns>The bytes, and how many of them are JSON; null where all are.</returns>
    public static (byte[] Body, int? HeaderLength) Write(
        InferenceRequest request, IReadOnlyList<InferenceOutputRequest> outputs, ModelVersion model, IReadOnlyList<ImageScore> scores)
    {
        var binary = new ArrayBufferWriter<byte>();
        var answer = new JsonObject { ["model_name"] = model.Name, ["model_version"] = model.Version.ToString(CultureInfo.InvariantCulture) };
        if (request.Id is not null)
            answer["id"] = request.Id;
        answer["outputs"] = new JsonArray([.. outputs.Select(o =>
            Output(o, model, scores, o.Parameters?.BinaryData ?? request.Parameters?.BinaryDataOutput ?? false ? binary : null))]);
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, ServiceJson.Default.JsonObject);
        return binary.WrittenCount == 0 ? (json, null) : ([.. json, .. binary.WrittenSpan], json.Length);
    }

    private static JsonObject Output(InferenceOutputRequest output, ModelVersion model, IReadOnlyList<ImageScore> scores, ArrayBufferWriter<byte>? binary)
    {
        var before = binary?.WrittenCount;
        var (type, columns, data) = output.Name == "labels" || output.Parameters?.Classification is not null
            ? Texts(output, model.Classifier, scores, binary)
            : Numbers([.. scores.Select(s => output.Name == "probabilities" ? s.Probabilities : s.Logits)], binary);
        var json = new JsonObject { ["name"] = output.Name, ["datatype"] = type, ["shape"] = new JsonArray(scores.Count, columns) };
        if (binary is null)
            json["data"] = new JsonArray([.. data]);
        else
            json["parameters"] = new JsonObject { ["binary_data_size"] = binary.WrittenCount - before };
        return json;
    }

    private static (string Type, int Columns, IEnumerable<JsonNode> Data) Texts(
        InferenceOutputRequest output, ImageClassifier classifier, IReadOnlyList<ImageScore> scores, ArrayBufferWriter<byte>? binary)
    {
        // Of several labels of one picture a single text, since a tensor has no rows of different lengths.
        var top = Math.Min(output.Parameters?.Classification ?? 1, classifier.Labels.Count);
        string[] texts = output.Name == "labels"
            ? [.. scores.Select(s => string.Join(", ", classifier.Decide(s)))]
            : [.. scores.SelectMany(s => classifier.Rank(s, top).Select(p => Ranked(p, classifier.Package.IndexOf(p.Label), s)))];
        foreach (var bytes in binary is null ? [] : texts.Select(Encoding.UTF8.GetBytes))
        {
            BinaryPrimitives.WriteInt32LittleEndian(binary!.GetSpan(4), bytes.Length);
            binary.Advance(4);
            binary.Write(bytes);
        }
        return ("BYTES", texts.Length / scores.Count, texts.Select(t => (JsonNode)t));

        string Ranked(Prediction p, int index, ImageScore score) =>
            FormattableString.Invariant($"{(output.Name == "logits" ? score.Logits[index] : p.Probability):0.000000}:{index}:{p.Label}");
    }

    private static (string Type, int Columns, IEnumerable<JsonNode> Data) Numbers(float[][] rows, ArrayBufferWriter<byte>? binary)
    {
        foreach (var row in binary is null ? [] : rows)
            // Little-endian, as every machine is that ONNX Runtime runs on.
            binary!.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        return ("FP32", rows[0].Length, rows.SelectMany(r => r).Select(v => (JsonNode)v));
    }
}
