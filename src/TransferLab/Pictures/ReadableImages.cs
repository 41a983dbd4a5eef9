namespace TransferLab.Pictures;

/// <summary>
/// The images of a data set that can be decoded, for baselines that read the files themselves; a run keeps what it decodes, see
/// <see cref="ImageStore.Load"/>.
/// </summary>
internal static class ReadableImages
{
    /// <summary>Decodes every file once and leaves out those that fail, see <see cref="ReadabilityCheck.Run"/>. It
    /// costs a few milliseconds an image and means that no run dies of a broken file in its tenth epoch.</summary>
    /// <param name="dataset">The set to check.</param>
    /// <param name="strict">Whether an unreadable file is an error rather than left out; default false.</param>
    /// <param name="threads">How many files at a time; 0 (the default) means one per core.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <exception cref="DatasetException">No file is readable, a class has none, or <paramref name="strict"/> and one is not.</exception>
    public static ImageDataset Of(ImageDataset dataset, bool strict = false, int threads = 0, CancellationToken cancellation = default) =>
        ReadabilityCheck.Run(dataset, path => Reason(() => ImageDecoder.Load(path).Dispose()), strict, threads, cancellation);

    /// <summary>Why a picture cannot be decoded; null where it can.</summary>
    /// <param name="decode">Decodes it.</param>
    public static string? Reason(Action decode)
    {
        try
        {
            decode();
            return null;
        }
        catch (ImageDecodeException e)
        {
            return e.Message;
        }
    }
}
