namespace TransferLab.Backbones;

/// <summary>
/// What one must know, beside the graph, to feed a backbone: its input and the arithmetic that turns pixels into it.
/// <para><c>input[c] = (pixel[c] * PixelScale - Mean[c]) / Std[c]</c>, with pixel values 0 to 255 and c counting the network's channels in
/// <see cref="Channels"/> order (for BGR networks <c>Mean[0]</c> is that of blue).</para>
/// </summary>
public sealed record BackboneSpec
{
    /// <summary>Name people know the backbone by; the file's name without extension when it is not in the catalogue.</summary>
    public required string Name { get; init; }
    /// <summary>The graph input that takes the images.</summary>
    public required string InputName { get; init; }
    /// <summary>Axis order of the input.</summary>
    public ImageLayout Layout { get; init; }
    /// <summary>Height of the input in pixels.</summary>
    public required int Height { get; init; }
    /// <summary>Width of the input in pixels.</summary>
    public required int Width { get; init; }
    /// <summary>Channels of the input.</summary>
    public ChannelOrder Channels { get; init; }
    /// <summary>Factor on pixel values before the mean is taken off, e.g. 1/255.</summary>
    public required double PixelScale { get; init; }
    /// <summary>Per channel, in the unit of scaled pixels.</summary>
    public required IReadOnlyList<double> Mean { get; init; }
    /// <summary>Per channel, in the unit of scaled pixels; none is zero.</summary>
    public required IReadOnlyList<double> Std { get; init; }
    /// <summary>The value of the graph that carries the features: a map <c>[N,C,H,W]</c>, tokens <c>[N,T,C]</c> or a vector <c>[N,F]</c>.</summary>
    public required string FeatureValue { get; init; }
    /// <summary>How photographs get the input's size.</summary>
    public ResizeMode ResizeMode { get; init; } = ResizeMode.Crop;
    /// <summary>For <see cref="ResizeMode.Crop"/>: the part of the scaled photograph's shorter side that is kept, above 0 to 1. Default 0.875 (256 to
    /// 224).</summary>
    public double ResizeScale { get; init; } = 0.875;
    /// <summary>Resampling kernel.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;
    /// <summary>Licence of the weights; null when not known.</summary>
    public string? Licence { get; init; }
    /// <summary>Where the weights come from; null when not known.</summary>
    public string? Source { get; init; }
    /// <summary>SHA-256 of the model file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The resize and crop rule that brings photographs to the input's size when nothing random is wanted (evaluation, serving).</summary>
    [JsonIgnore]
    public ImageGeometry Geometry => new()
    {
        Width = Width,
        Height = Height,
        Mode = ResizeMode,
        CoverScale = ResizeMode == ResizeMode.Crop ? 1 / ResizeScale : 1,
        Interpolation = Interpolation,
    };

    /// <summary>The record as indented JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BackboneJson.Default.BackboneSpec);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="BackboneException">The text is no such JSON.</exception>
    public static BackboneSpec FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, BackboneJson.Default.BackboneSpec) ?? throw new BackboneException("The backbone's description is empty.");
        }
        catch (JsonException e)
        {
            throw new BackboneException($"The backbone's description is not readable: {e.Message}", e);
        }
    }
}

/// <summary>The order of the axes of an image batch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageLayout>))]
public enum ImageLayout
{
    /// <summary><c>[N,C,H,W]</c>, the layout of ONNX's convolutions.</summary>
    [JsonStringEnumMemberName("nchw")]
    Nchw,

    /// <summary><c>[N,H,W,C]</c>, the layout of TensorFlow.</summary>
    [JsonStringEnumMemberName("nhwc")]
    Nhwc,
}

/// <summary>Which colour channels a network reads, in order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,
    /// <summary>Blue, green, red: networks from Caffe and OpenCV.</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,
    /// <summary>One channel: luminance, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    [JsonStringEnumMemberName("gray")]
    Gray,
}

/// <summary>JSON of the backbone's records, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackboneSpec))]
[JsonSerializable(typeof(BackboneReport))]
internal sealed partial class BackboneJson : JsonSerializerContext;
