namespace TransferLab.Data;

/// <summary>Labelled image files. Immutable: every change gives a new set.</summary>
internal sealed class ImageDataset(string root, DatasetFormat format, LearningTask task, ClassMap classes, ImmutableArray<ImageSample> samples,
    ImmutableArray<SkippedImage> skipped, ImmutableArray<string> warnings)
{
    /// <summary>Full path of the folder it was read from; of several, the folder that holds them all.</summary>
    public string Root { get; } = root;
    /// <summary>Full paths of the folders it was read from, in the order they were given.</summary>
    public ImmutableArray<string> Roots { get; internal init; } = [root];
    /// <summary>The layout of the folders.</summary>
    public DatasetFormat Format { get; } = format;
    /// <summary>One label per image, or any number.</summary>
    public LearningTask Task { get; } = task;
    /// <summary>The labels, in natural order.</summary>
    public ClassMap Classes { get; } = classes;
    /// <summary>The images, in natural order of their paths within each class (or in the order of the list).</summary>
    public ImmutableArray<ImageSample> Samples { get; } = samples;
    /// <summary>Files left out, with reasons: dangling links, rows without a file, and what <see cref="ReadabilityCheck"/> found.</summary>
    public ImmutableArray<SkippedImage> Skipped { get; } = skipped;
    /// <summary>What is odd about the set but no error, one sentence each.</summary>
    public ImmutableArray<string> Warnings { get; } = warnings;

    /// <summary>Reads the names and labels of the images below a folder. No image file is opened; see <see cref="ReadabilityCheck"/> for that.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="DatasetException">The folder is missing, empty, flat, has too few classes, or its list of labels is malformed.</exception>
    public static ImageDataset FromFolder(string root, DatasetOptions? options = null) => DatasetReader.Read(root, options ?? new DatasetOptions());

    /// <summary>The number of images that have each class, in class order.</summary>
    public int[] CountPerClass()
    {
        var counts = new int[Classes.Count];
        foreach (var sample in Samples)
            foreach (var label in sample.Labels)
                counts[label]++;
        return counts;
    }

    /// <summary>The parts for training and validation: those the folders give, or else a stratified split. Without a
    /// validation folder, validation images are split from the training folder.</summary>
    /// <param name="validationFraction">The share of validation images, 0 (none) to below 1. Ignored when the folders give a validation part.</param>
    /// <param name="seed">Chooses the images; the same seed gives the same split on every machine, whatever order files are listed in.</param>
    /// <exception cref="DatasetException">A class has no training image, or a single one although a share is to be validated on.</exception>
    public DataSplit Split(double validationFraction, ulong seed) => DatasetSplitter.Split(this, validationFraction, seed);

    /// <summary>The same images with the class indices of another map, as needed to score a folder against a classifier.</summary>
    /// <exception cref="DatasetException">An image has a label that the map lacks, or more than one although the task allows one.</exception>
    public ImageDataset WithClasses(ClassMap classes, LearningTask task)
    {
        var byLetters = classes.GroupBy(LabelFolding.Canonical, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => classes.IndexOf(g.First()), StringComparer.Ordinal);
        var map = Classes.Select(l => classes.IndexOf(l) is >= 0 and var i ? i : byLetters.GetValueOrDefault(LabelFolding.Canonical(l), -1)).ToArray();
        var counts = CountPerClass();
        var unknown = Classes.Where((_, i) => map[i] < 0 && counts[i] > 0).ToList();
        if (unknown.Count > 0)
            throw new DatasetException(
                $"'{Root}' has labels that the classifier does not know: {Some(unknown)}. It knows {Some(classes)}. Rename the folders or leave them out.");
        if (task == LearningTask.SingleLabel && Samples.FirstOrDefault(s => s.Labels.Length != 1) is { } odd)
            throw new DatasetException($"'{odd.DisplayPath}' has {odd.Labels.Length} labels, but the classifier gives each image exactly one.");
        return new ImageDataset(Root, Format, task, classes, [.. Samples.Select(s => s.With([.. s.Labels.Select(l => map[l]).Order()]))], Skipped, Warnings)
        { Roots = Roots };
    }

    /// <summary>SHA-256 (hex) over the label names and every image's path, size in bytes and labels: changes when images are added,
    /// removed, renamed, relabelled or replaced by others of another size. Pixels are not read, so it is quick on any set.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText(hash, Task.ToString());
        foreach (var label in Classes)
            AppendText(hash, label);
        foreach (var sample in Samples.OrderBy(s => s.DisplayPath, StringComparer.Ordinal))
        {
            AppendText(hash, sample.DisplayPath);
            var file = new FileInfo(sample.Path);
            AppendNumber(hash, file.Exists ? file.Length : -1);
            AppendNumber(hash, sample.Part is { } part ? (long)part : -1);
            AppendNumber(hash, sample.Labels.Length);
            foreach (var label in sample.Labels)
                AppendNumber(hash, label);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Only the samples of the given indices, in that order, under the same labels.</summary>
    internal ImageDataset Only(ImmutableArray<int> indices) => With([.. indices.Select(i => Samples[i])], Skipped);

    internal ImageDataset With(ImmutableArray<ImageSample> samples, ImmutableArray<SkippedImage> skipped) =>
        new(Root, Format, Task, Classes, samples, skipped, Warnings) { Roots = Roots };

    internal static string Some(IReadOnlyCollection<string> names, int most = 8) =>
        string.Join(", ", names.Take(most).Select(n => $"'{n}'")) + (names.Count > most ? $" and {names.Count - most} more" : "");

    private static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}

/// <summary>The pictures given cannot be used as they are. The message says what is wrong, where, and what to do about it.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class DatasetException(InputMessage message, Exception? inner = null) : InputException(message, inner);
