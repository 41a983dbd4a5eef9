using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TransferLab.Classification;
using TransferLab.Service.Errors;
using TransferLab.Service.Models;

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
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("model_name", model.Name);
            writer.WriteString("model_version", model.Version.ToString(CultureInfo.InvariantCulture));
            if (request.Id is not null)
                writer.WriteString("id", request.Id);
            writer.WriteStartArray("outputs");
            foreach (var output in outputs)
            {
                writer.WriteStartObject();
                writer.WriteString("name", output.Name);
                var isBinary = output.Parameters?.BinaryData ?? request.Parameters?.BinaryDataOutput ?? false;
                if (output.Name == "labels" || output.Parameters?.Classification is not null)
                    WriteTexts(writer, isBinary ? binary : null, Texts(output, model, scores));
                else
                    WriteNumbers(writer, isBinary ? binary : null, scores, output.Name == "probabilities");
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return binary.WrittenCount == 0 ? (json.WrittenSpan.ToArray(), null) : ([.. json.WrittenSpan, .. binary.WrittenSpan], json.WrittenCount);
    }

    private static string[][] Texts(InferenceOutputRequest output, ModelVersion model, IReadOnlyList<ImageScore> scores)
    {
        var classifier = model.Classifier;
        if (output.Name == "labels")
            // Of several labels of one picture a single text, since a tensor has no rows of different lengths.
            return [.. scores.Select(s => new[] { string.Join(", ", classifier.Decide(s)) })];
        var top = Math.Min(output.Parameters!.Classification!.Value, classifier.Labels.Count);
        return [.. scores.Select(s => classifier.Rank(s, top).Select(p =>
        {
            var index = classifier.Package.IndexOf(p.Label);
            return string.Create(CultureInfo.InvariantCulture, $"{(output.Name == "logits" ? s.Logits[index] : p.Probability):0.000000}:{index}:{p.Label}");
        }).ToArray())];
    }

    private static void WriteTexts(Utf8JsonWriter writer, ArrayBufferWriter<byte>? binary, string[][] rows)
    {
        WriteHead(writer, "BYTES", rows.Length, rows[0].Length);
        if (binary is null)
        {
            writer.WriteStartArray("data");
            foreach (var text in rows.SelectMany(r => r))
                writer.WriteStringValue(text);
            writer.WriteEndArray();
            return;
        }
        var before = binary.WrittenCount;
        foreach (var text in rows.SelectMany(r => r))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(binary.GetSpan(4), bytes.Length);
            binary.Advance(4);
            binary.Write(bytes);
        }
        WriteSize(writer, binary.WrittenCount - before);
    }

    private static void WriteNumbers(Utf8JsonWriter writer, ArrayBufferWriter<byte>? binary, IReadOnlyList<ImageScore> scores, bool areProbabilities)
    {
        WriteHead(writer, "FP32", scores.Count, scores[0].Probabilities.Length);
        if (binary is null)
        {
            writer.WriteStartArray("data");
            foreach (var value in scores.SelectMany(s => areProbabilities ? s.Probabilities : s.Logits))
                writer.WriteNumberValue(value);
            writer.WriteEndArray();
            return;
        }
        var before = binary.WrittenCount;
        foreach (var score in scores)
            // Little-endian, as every machine is that ONNX Runtime runs on.
            binary.Write(MemoryMarshal.AsBytes((areProbabilities ? score.Probabilities : score.Logits).AsSpan()));
        WriteSize(writer, binary.WrittenCount - before);
    }

    private static void WriteHead(Utf8JsonWriter writer, string type, int rows, int columns)
    {
        writer.WriteString("datatype", type);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(rows);
        writer.WriteNumberValue(columns);
        writer.WriteEndArray();
    }

    private static void WriteSize(Utf8JsonWriter writer, int size)
    {
        writer.WriteStartObject("parameters");
        writer.WriteNumber("binary_data_size", size);
        writer.WriteEndObject();
    }
}
