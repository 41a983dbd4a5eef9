namespace TransferLab.DataChecks;

/// <summary>What is odd about single files.</summary>
internal static class FileFindings
{
    private static readonly Dictionary<ImageFormat, string[]> s_extensions = new()
    {
        [ImageFormat.Jpeg] = [".jpg", ".jpeg", ".jpe", ".jfif"],
        [ImageFormat.Png] = [".png", ".apng"],
        [ImageFormat.Gif] = [".gif"],
        [ImageFormat.WebP] = [".webp"],
        [ImageFormat.Bmp] = [".bmp", ".dib"],
        [ImageFormat.Tiff] = [".tif", ".tiff"],
        [ImageFormat.Avif] = [".avif", ".avifs"],
    };

    public static IEnumerable<DataProblem> Of(CheckedSet set)
    {
        foreach (var skipped in set.Data.Skipped)
            yield return new(DataProblemKind.Unreadable, DataSeverity.Error, $"'{skipped.Path}' {skipped.Reason}", [skipped.Path]);
        for (var i = 0; i < set.Facts.Count; i++)
        {
            var path = set.PathOf(i);
            if (set.Facts[i].Reason is { } reason)
            {
                yield return new(DataProblemKind.Unreadable, DataSeverity.Error, $"'{path}': {reason}", [path]);
                continue;
            }
            foreach (var (kind, severity, what) in Of(path, set.Facts[i].Info!, set.Options))
                yield return new(kind, severity, $"'{path}' {what}", [path]);
        }
    }

    private static IEnumerable<(DataProblemKind, DataSeverity, string)> Of(string path, ImageInfo info, DataCheckOptions options)
    {
        var extension = Path.GetExtension(path);
        if (!s_extensions[info.Format].Contains(extension, StringComparer.OrdinalIgnoreCase))
            yield return extension.Length == 0
                ? (DataProblemKind.WrongExtension, DataSeverity.Note, $"has no extension; it is {info.Format}")
                : (DataProblemKind.WrongExtension, DataSeverity.Warning, $"is {info.Format}, not what '{extension}' says; it is read by its content");
        var (shorter, longer) = (Math.Min(info.Width, info.Height), Math.Max(info.Width, info.Height));
        var size = $"{info.Width}×{info.Height}";
        if (shorter < options.ShortestSide)
            yield return (DataProblemKind.OddSize, DataSeverity.Warning, $"is tiny: {size}");
        else if (longer > options.LargestAspect * shorter)
            yield return (DataProblemKind.OddSize, DataSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"is {(double)longer / shorter:0.#} times as long as it is wide: {size}"));
        if ((long)info.Width * info.Height > options.LargestPixels)
            yield return (DataProblemKind.OddSize, DataSeverity.Note, $"is huge and slow to decode: {size}");
        if (info.HasLocation)
            yield return (DataProblemKind.Location, DataSeverity.Warning, "says in EXIF where it was taken");
        if (info.Orientation != 1)
            yield return (DataProblemKind.Orientation, DataSeverity.Note,
                $"is stored turned or mirrored (EXIF orientation {info.Orientation}); it is set upright here");
        if (info.Frames > 1)
            yield return (DataProblemKind.Animation, DataSeverity.Note, $"has {info.Frames} frames or pages; the first is used");
    }
}
