using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Studies.Comparison;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComparisonConfig))]
[JsonSerializable(typeof(ComparedBaseline))]
[JsonSerializable(typeof(ComparedRun))]
[JsonSerializable(typeof(ComparisonSummary))]
[JsonSerializable(typeof(BudgetLedger))]
internal sealed partial class ComparisonJson : JsonSerializerContext
{
    private static ComparisonJson? s_readable;

    /// <summary>Indented, with labels in any script readable: the file is never embedded in HTML.</summary>
    public static ComparisonJson Readable => s_readable ??= new ComparisonJson(new JsonSerializerOptions(Default.Options)
    {
        TypeInfoResolver = null,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
