using System.Text.Json.Serialization;

namespace TransferLab.Backbones.Catalog;

/// <summary>Whether a catalogued backbone's file is on this machine. Goes by existence and length; the hash is checked when the file is used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackboneState>))]
public enum BackboneState
{
    /// <summary>It came with the tool, or with the user's catalogue.</summary>
    [JsonStringEnumMemberName("shipped")]
    Shipped,

    /// <summary>It lies in the store.</summary>
    [JsonStringEnumMemberName("pulled")]
    Pulled,

    /// <summary>It is not here, but can be pulled.</summary>
    [JsonStringEnumMemberName("not-pulled")]
    NotPulled,

    /// <summary>It is not here, and no download is known.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>A file of its name lies in the store, but has another length.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,
}
