namespace TransferLab.Pictures;

/// <summary>Fixed augmented views: view v of a picture is a function of its bytes and of v alone. So every run,
/// strategy and seed that asks for a view gets the same one, and activations of views can be kept and shared.</summary>
internal static class AugmentedView
{
    /// <summary>What a view's activation is found by in a <see cref="FeatureCache"/>.</summary>
    public static ContentHash Key(ContentHash image, int view)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.Size + sizeof(int)];
        image.Write(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[ContentHash.Size..], view);
        return ContentHash.Of(bytes);
    }

    /// <summary>The keys of the first views.</summary>
    public static ContentHash[] Keys(ContentHash image, int views) => [.. Enumerable.Range(0, views).Select(view => Key(image, view))];

    /// <summary>The random numbers of a view.</summary>
    public static SampleRandom Random(ContentHash image, int view) => new(unchecked((long)image.A), view, unchecked((long)image.B));
}
