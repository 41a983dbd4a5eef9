using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Service.CustomVision;

/// <summary>Reads what Custom Vision's clients send, whatever the case of its names.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CustomVisionUrl))]
internal sealed partial class CustomVisionJson : JsonSerializerContext;
