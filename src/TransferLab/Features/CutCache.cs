namespace TransferLab.Features;

/// <summary>The cached activations at one cut point: of images as they are, and of their augmented views.</summary>
internal sealed class CutCache(FeatureCache plain, FeatureCache? views) : IDisposable
{
    /// <summary>Activations of images as evaluation sees them.</summary>
    public FeatureCache Plain { get; } = plain;

    /// <summary>Activations of augmented views, by <see cref="AugmentedView.Key"/>; null where none are wanted.</summary>
    public FeatureCache? Views { get; } = views;

    /// <summary>Opens the files, or creates them.</summary>
    /// <param name="directory">Folder of all cache files.</param>
    /// <param name="prefixModel">The bytes of the model from pixels to the cut.</param>
    /// <param name="geometry">How a file becomes pixels.</param>
    /// <param name="augmentation">What makes views; null for none.</param>
    /// <param name="length">Floats per activation.</param>
    /// <param name="device">Where they are computed; resolved.</param>
    public static CutCache Open(string directory, ReadOnlySpan<byte> prefixModel, ImageGeometry geometry, AugmentationPipeline? augmentation, int length,
        ComputeDevice device)
    {
        // Devices differ in rounding: what one has computed is nothing that another would get.
        var transform = ImageReader.Describe(geometry) + (device == ComputeDevice.Cpu ? "" : $"; device {device.Name}");
        var plain = FeatureCache.Open(directory, FeatureCacheKey.Of(prefixModel, transform), length);
        try
        {
            return new(plain, augmentation is null
                ? null
                : FeatureCache.Open(directory, FeatureCacheKey.Of(prefixModel, $"{transform}; views-1: {augmentation}"), length));
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Plain.Dispose();
        Views?.Dispose();
    }
}
