using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Runs;

/// <summary>Serialisers of what a run persists, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunConfig))]
[JsonSerializable(typeof(CheckpointInfo))]
internal sealed partial class RunJsonContext : JsonSerializerContext
{
    private static RunJsonContext? s_readable;

    /// <summary>Indented, with labels in any script readable: the file is never embedded in HTML.</summary>
    public static RunJsonContext Readable => s_readable ??= new RunJsonContext(new JsonSerializerOptions(Default.Options)
    {
        TypeInfoResolver = null,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
