using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Service.Runs;

/// <summary>Reads requests strictly: an option that is ignored is a misunderstanding, better cleared up before hours of training than after.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunRequest))]
internal sealed partial class RunRequestJson : JsonSerializerContext;
