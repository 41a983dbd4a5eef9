using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Classifiers.Packaging;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(ClassifierConfig))]
internal sealed partial class ClassifierJson : JsonSerializerContext;
