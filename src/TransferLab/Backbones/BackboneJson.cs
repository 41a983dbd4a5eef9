using System.Text.Json.Serialization;

namespace TransferLab.Backbones;

/// <summary>JSON of the backbone's records, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackboneSpec))]
[JsonSerializable(typeof(BackboneReport))]
internal sealed partial class BackboneJson : JsonSerializerContext;
