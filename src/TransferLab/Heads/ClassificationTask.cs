using System.Text.Json.Serialization;

namespace TransferLab.Heads;

/// <summary>What the class scores mean.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClassificationTask>))]
public enum ClassificationTask
{
    /// <summary>Exactly one class is right: probabilities by softmax, they sum to 1.</summary>
    [JsonStringEnumMemberName("single-label")]
    SingleLabel,

    /// <summary>Any number of classes can be right: each has its own probability by sigmoid.</summary>
    [JsonStringEnumMemberName("multi-label")]
    MultiLabel,
}
