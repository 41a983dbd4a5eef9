using System.Text.Json.Serialization;

namespace TransferLab.Backbones;

/// <summary>What a learned tensor does in its operator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParameterRole>))]
public enum ParameterRole
{
    /// <summary>Matrix or kernel of a convolution or linear map.</summary>
    [JsonStringEnumMemberName("weight")]
    Weight,

    /// <summary>Something that is added: a bias.</summary>
    [JsonStringEnumMemberName("bias")]
    Bias,

    /// <summary>Scale of a batch normalization.</summary>
    [JsonStringEnumMemberName("batch-norm-scale")]
    BatchNormScale,

    /// <summary>Shift of a batch normalization.</summary>
    [JsonStringEnumMemberName("batch-norm-shift")]
    BatchNormShift,

    /// <summary>Scale of a layer, group or instance normalization, or of a layer-scale multiplication.</summary>
    [JsonStringEnumMemberName("scale")]
    Scale,

    /// <summary>Shift of a layer, group or instance normalization.</summary>
    [JsonStringEnumMemberName("shift")]
    Shift,

    /// <summary>Slope of a parametric activation.</summary>
    [JsonStringEnumMemberName("slope")]
    Slope,

    /// <summary>A learned token, such as the class token of a vision transformer.</summary>
    [JsonStringEnumMemberName("token")]
    Token,
}
