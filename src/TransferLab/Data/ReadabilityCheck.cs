namespace TransferLab.Data;

/// <summary>Opens every file of a data set once and leaves out those that are no readable images.</summary>
internal static class ReadabilityCheck
{
    private const int ListedInErrors = 10;

    /// <summary>Checks all files, several at a time; the result does not depend on timing.</summary>
    /// <param name="data">The set to check.</param>
    /// <param name="probe">Decodes a file, or its header; returns null when it can be read, else the reason. Called from several threads.</param>
    /// <param name="strict">Whether an unreadable file is an error rather than skipped.</param>
    /// <param name="threads">How many files at a time; 0 (the default) means one per core.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The set of readable images, whose <see cref="ImageDataset.Skipped"/> lists the others.</returns>
    /// <exception cref="DatasetException">No file is readable, a class has none, or <paramref name="strict"/> and one is not.</exception>
    public static ImageDataset Run(ImageDataset data, Func<string, string?> probe, bool strict = false, int threads = 0,
        CancellationToken cancellation = default) => Without(data, Reasons(data, i => probe(data.Samples[i].Path), threads, cancellation), strict);

    /// <summary>Why each sample cannot be used, several at a time; null where it can.</summary>
    internal static string?[] Reasons(ImageDataset data, Func<int, string?> probe, int threads, CancellationToken cancellation)
    {
        var reasons = new string?[data.Samples.Length];
        Parallel.For(0, reasons.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation },
            i => reasons[i] = Reason(data.Samples[i].Path, _ => probe(i)));
        return reasons;
    }

    /// <summary>Leaves out the samples that have a reason; for callers that find unreadable files while doing something else with them.</summary>
    /// <param name="data">The set.</param>
    /// <param name="reasons">One entry per sample: null, or why it cannot be used.</param>
    /// <param name="strict">Whether an unreadable file is an error rather than skipped.</param>
    /// <exception cref="DatasetException">No sample is left, a class has none, or <paramref name="strict"/> and one is left out.</exception>
    public static ImageDataset Without(ImageDataset data, ReadOnlySpan<string?> reasons, bool strict = false)
    {
        if (reasons.Length != data.Samples.Length)
            throw new ArgumentException($"There are {reasons.Length} reasons for {data.Samples.Length} samples.", nameof(reasons));
        var readable = ImmutableArray.CreateBuilder<ImageSample>(reasons.Length);
        var skipped = data.Skipped.ToBuilder();
        for (var i = 0; i < reasons.Length; i++)
        {
            if (reasons[i] is { } reason)
                skipped.Add(new SkippedImage(data.Samples[i].DisplayPath, reason));
            else
                readable.Add(data.Samples[i]);
        }
        if (readable.Count == 0)
            throw new DatasetException($"None of the {reasons.Length} files in '{data.Root}' is a readable image. {List(skipped)}");
        if (strict && skipped.Count > 0)
            throw new DatasetException(
                $"{skipped.Count} of the files in '{data.Root}' cannot be used, which {new SettingName("Strict")} makes an error. {List(skipped)}");
        var before = data.CountPerClass();
        var result = data.With(readable.ToImmutable(), skipped.ToImmutable());
        var after = result.CountPerClass();
        for (var c = 0; c < after.Length; c++)
            if (before[c] > 0 && after[c] == 0)
                throw new DatasetException(
                    $"The class '{data.Classes[c]}' of '{data.Root}' has no readable image: add some or remove the class. {List(skipped)}");
        return result;
    }

    /// <summary>Why a file cannot be used: it is missing, empty or no file, or what <paramref name="probe"/> says; null where it can.</summary>
    internal static string? Reason(string path, Func<string, string?> probe) => FileWork.Do(() =>
    {
        // Pipes and devices also have length 0; opening one could wait for ever, so that no file of length 0 is opened.
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return !file.Exists ? "does not exist" : file.Length == 0 ? "is empty (0 bytes)" : probe(path);
    }, e => e.Message);

    private static string List(ImmutableArray<SkippedImage>.Builder skipped) =>
        string.Join("; ", skipped.Take(ListedInErrors).Select(s => $"{s.Path}: {s.Reason}"))
        + (skipped.Count > ListedInErrors ? $"; and {skipped.Count - ListedInErrors} more" : "");
}
