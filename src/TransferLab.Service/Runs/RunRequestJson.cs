using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Service.Runs;

/// <summary>Reads requests strictly: an option that is ignored is a misunderstanding, better cleared up before hours of training than after.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunRequest))]
internal sealed partial class RunRequestJson : JsonSerializerContext;

/// <summary>One number or several: as an array, as a number, or with commas between them, as in a query.</summary>
internal sealed class NumbersConverter : JsonConverter<IReadOnlyList<double>?>
{
    // No option has more, and a request should not be able to bring a million.
    private const int Most = 16;

    public override IReadOnlyList<double>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return [reader.GetDouble()];
        var numbers = new List<double>();
        if (reader.TokenType == JsonTokenType.String)
            foreach (var part in reader.GetString()!.Split(','))
                numbers.Add(double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new JsonException());
        else if (reader.TokenType == JsonTokenType.StartArray)
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                numbers.Add(reader.TokenType == JsonTokenType.Number && numbers.Count < Most ? reader.GetDouble() : throw new JsonException());
        else
            throw new JsonException();
        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double>? value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var number in value ?? [])
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}

/// <summary>An option that is a number or a word; a number is kept as its text.</summary>
internal sealed class NumberOrWordConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonTokenType.String => reader.GetString(),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(value);
    }
}
