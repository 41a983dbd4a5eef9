using System.Text.Json.Serialization;

namespace TransferLab.Service.CustomVision;

/// <summary>A label with its probability.</summary>
internal sealed record CustomVisionPrediction(double Probability, Guid TagId, string TagName)
{
    /// <summary>Where it is in the picture: nowhere, in classification; clients expect the property all the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? BoundingBox { get; init; }

    public string TagType { get; init; } = "Regular";
}
