using TransferLab.Imaging;

namespace TransferLab.Backbones.Catalog;

/// <summary>What a catalogued backbone takes: <c>(pixel × PixelScale − Mean) / Std</c> per channel, as in <see cref="BackboneSpec"/>.</summary>
public sealed record CatalogInput
{
    /// <summary>Width in pixels, 1 to 16384.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels, 1 to 16384.</summary>
    public required int Height { get; init; }

    /// <summary>Axis order.</summary>
    public required ImageLayout Layout { get; init; }

    /// <summary>Channel order.</summary>
    public required ChannelOrder Channels { get; init; }

    /// <summary>Factor on pixel values 0 to 255; finite, not 0.</summary>
    public required double PixelScale { get; init; }

    /// <summary>One mean for all channels, or three in the network's channel order.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>One deviation for all channels, or three; none is 0.</summary>
    public required IReadOnlyList<double> Std { get; init; }

    /// <summary>The graph input that takes the images; null where there is only one.</summary>
    public string? Name { get; init; }

    /// <summary>How photographs get the input's size; null for the usual crop.</summary>
    public ResizeMode? Resize { get; init; }

    /// <summary>See <see cref="BackboneSpec.ResizeScale"/>; null for the default.</summary>
    public double? ResizeScale { get; init; }

    /// <summary>Resampling kernel; null for the default.</summary>
    public Interpolation? Interpolation { get; init; }
}
