namespace TransferLab.Runs;

/// <summary>The folder <c>samples</c> of a run: training images as training saw them in the first epoch of its last
/// phase, <c>augmented-1.jpg</c> or <c>plain-1.jpg</c> and so on.</summary>
internal static class RunSamples
{
    /// <summary>How many are kept.</summary>
    public const int Count = 8;
    private const string Augmented = "augmented-";
    private const string Plain = "plain-";

    /// <summary>Writes the images anew.</summary>
    public static void Write(string folder, bool augmented, IEnumerable<RgbImage> images) => AtomicDirectory.Write(folder, temporary =>
    {
        var number = 0;
        foreach (var image in images)
            using (image)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{(augmented ? Augmented : Plain)}{++number}.jpg");
                File.WriteAllBytes(Path.Combine(temporary, name), image.EncodeJpeg());
            }
    }, mayReplace: _ => true);

    public static IReadOnlyList<SampleImage> Read(string folder) => !Directory.Exists(folder) ? [] : FileWork.Do<IReadOnlyList<SampleImage>>(
        () => [.. Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(Count)
            .Select(f => new SampleImage(f, Path.GetFileName(f).StartsWith(Augmented, StringComparison.Ordinal)))],
        e => throw new RunException($"'{folder}' cannot be read: {e.Message}", e));
}

/// <summary>A training image as training saw it in its first epoch, kept as a JPEG file in the run's folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsAugmented">Whether training images were varied from epoch to epoch.</param>
public sealed record SampleImage(string Path, bool IsAugmented);
