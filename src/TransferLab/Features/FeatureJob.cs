namespace TransferLab.Features;

/// <summary>The activations wanted of one image.</summary>
/// <param name="Sample">Its number in the store.</param>
/// <param name="Plain">Whether that of the image as evaluation sees it is wanted.</param>
/// <param name="Views">Number of augmented views wanted.</param>
internal readonly record struct FeatureJob(int Sample, bool Plain, int Views)
{
    /// <summary>Number of activations.</summary>
    public int Count => (Plain ? 1 : 0) + Views;
}
