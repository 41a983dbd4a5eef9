using System.Runtime.ExceptionServices;

namespace TransferLab.Classifiers.Explanation;

/// <summary>Explains many pictures and writes a PNG with the heat map over each.</summary>
public static class ExplanationWriter
{
    // Enough to keep all cores busy, few enough that the first answers appear at once.
    private const int Window = 32;

    /// <summary>Explains the pictures; yields what became of each, in their order, while the work goes on.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <exception cref="PackageException">The package cannot be used.</exception>
    /// <exception cref="ExplanationException">No heat map can be drawn for its network, or it does not know the label.</exception>
    /// <exception cref="DatasetException">There is no picture.</exception>
    /// <exception cref="SettingException">A heat map would replace one of the pictures.</exception>
    /// <exception cref="IOException">A heat map cannot be written.</exception>
    public static IEnumerable<WrittenExplanation> Write(ExplanationWriterOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return WriteEach(options, cancellation);
    }

    private static IEnumerable<WrittenExplanation> WriteEach(ExplanationWriterOptions options, CancellationToken cancellation)
    {
        var pictures = Name(options);
        if (pictures.Count == 0)
            throw new DatasetException($"There is no picture in {string.Join(", ", options.Images.Select(i => $"'{i}'"))}.");
        // With several pictures each core takes one; a single one gets all cores.
        using var explainer = ClassifierExplainer.Load(options.Package, pictures.Count > 1 ? 1 : options.Threads, options.Device);
        if (options.Label is { } label)
            explainer.CheckLabel(label);
        foreach (var folder in pictures.Select(p => Path.GetDirectoryName(p.Output)!).Prepend(options.Output).Distinct())
            Directory.CreateDirectory(folder);
        foreach (var window in pictures.Chunk(Window))
            foreach (var written in WriteWindow(explainer, window, options, cancellation))
                yield return written;
    }

    private static WrittenExplanation[] WriteWindow(ClassifierExplainer explainer, (string Path, string Output)[] pictures, ExplanationWriterOptions options,
        CancellationToken cancellation)
    {
        var written = new WrittenExplanation[pictures.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            CancellationToken = cancellation
        };
        try
        {
            Parallel.For(0, pictures.Length, parallel, i => written[i] = WriteOne(explainer, pictures[i].Path, pictures[i].Output, options.Label));
        }
        catch (AggregateException e)
        {
            // One full disk is one error, however many threads met it.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return written;
    }

    private static WrittenExplanation WriteOne(ClassifierExplainer explainer, string path, string output, string? label)
    {
        ImageExplanation explanation;
        byte[] png;
        try
        {
            (explanation, png) = explainer.ExplainAndDraw(File.ReadAllBytes(path), label);
        }
        catch (Exception e) when (e is ImageDecodeException or IOException or UnauthorizedAccessException)
        {
            return new(path, null, null, e.Message);
        }
        AtomicFile.Write(output, stream => stream.Write(png));
        return new(path, output, explanation, null);
    }

    /// <summary>The files with the names of their heat maps: those of a folder keep their place in it; where two would meet, the later one gets a
    /// number.</summary>
    private static List<(string Path, string Output)> Name(ExplanationWriterOptions options)
    {
        var pictures = new List<(string, string)>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in options.Images)
        {
            if (!Directory.Exists(path))
            {
                Add(path, Path.GetFileName(path));
                continue;
            }
            foreach (var file in FolderWalker.PicturesBelow(path))
                Add(file.FullName, Path.GetRelativePath(path, file.FullName));
        }
        // A heat map beside its picture may bear its name.
        var originals = pictures.Select(p => Path.GetFullPath(p.Item1)).ToHashSet(StringComparer.Ordinal);
        if (pictures.Find(p => originals.Contains(Path.GetFullPath(p.Item2))) is { Item2: { } lost })
            throw new SettingException($"{new SettingName(nameof(ExplanationWriterOptions.Output))} '{options.Output}' is where the pictures are: {lost} would "
                + $"be replaced by a heat map. Name another folder.");
        return pictures;

        void Add(string path, string name)
        {
            var stem = Path.Combine(options.Output, Path.ChangeExtension(name, null));
            var output = stem + ".png";
            for (var i = 2; !taken.Add(output); i++)
                output = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stem}-{i}.png");
            pictures.Add((path, output));
        }
    }
}

/// <summary>Which pictures are explained, and where the heat maps go. Immutable.</summary>
public sealed record ExplanationWriterOptions
{
    /// <summary>Folder of the package, or of its run.</summary>
    public required string Package { get; init; }

    /// <summary>Image files, and folders whose files at any depth are taken.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Folder of the heat maps; made where it does not exist. A file in it that bears the name of a new one is replaced.</summary>
    public required string Output { get; init; }

    /// <summary>The label that is asked about in every picture; null (default) for each picture's most probable one.</summary>
    public string? Label { get; init; }

    /// <summary>Threads; 0 (default) for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Where the network runs. Default the CPU.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;
}

/// <summary>What became of one picture.</summary>
/// <param name="Image">Its path.</param>
/// <param name="Output">Path of the heat map; null where there is an error.</param>
/// <param name="Explanation">What was drawn; null where there is an error.</param>
/// <param name="Error">Why there is no heat map; null where there is one.</param>
public sealed record WrittenExplanation(string Image, string? Output, ImageExplanation? Explanation, string? Error);
