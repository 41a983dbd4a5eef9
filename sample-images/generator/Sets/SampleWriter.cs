using System.Globalization;
using System.Text;
using SampleImages.Generator.Defects;

namespace SampleImages.Generator.Sets;

/// <summary>Writes the sets into a folder. What a set's folder held before is replaced; everything beside is left alone.</summary>
internal static class SampleWriter
{
    /// <summary>Writes all four sets.</summary>
    /// <param name="root">The folder; created where it is missing.</param>
    /// <param name="log">Takes a line per set.</param>
    public static void Write(string root, TextWriter log)
    {
        foreach (var (part, test) in (ReadOnlySpan<(string, bool)>)[("train", false), ("test", true)])
            WriteSet(Path.Combine(root, "single-label", part), SampleSets.SingleLabel(test), p => Path.Combine(p.Labels.FirstOrDefault() ?? DefectCatalog.Sound, p.FileName), null, log);
        foreach (var (part, test) in (ReadOnlySpan<(string, bool)>)[("train", false), ("test", true)])
        {
            var pictures = SampleSets.MultiLabel(test);
            WriteSet(Path.Combine(root, "multi-label", part), pictures, p => p.FileName, Table(pictures), log);
        }
    }

    /// <summary>The content of labels.csv: columns <c>image</c> and <c>labels</c>, labels joined by <c>|</c>.</summary>
    public static string Table(IEnumerable<Picture> pictures)
    {
        var text = new StringBuilder("image,labels\n");
        foreach (var picture in pictures)
            text.Append(CultureInfo.InvariantCulture, $"{picture.FileName},{string.Join('|', picture.Labels)}\n");
        return text.ToString();
    }

    /// <summary>Writes pictures into a folder in place of what it held.</summary>
    /// <param name="folder">The folder; created where it is missing.</param>
    /// <param name="pictures">What to make.</param>
    /// <param name="place">A picture's path below the folder.</param>
    /// <param name="table">Content of labels.csv; null for none.</param>
    /// <param name="log">Takes one line.</param>
    public static void WriteSet(string folder, IReadOnlyList<Picture> pictures, Func<Picture, string> place, string? table, TextWriter log)
    {
        var files = new byte[pictures.Count][];
        Parallel.For(0, pictures.Count, i => files[i] = Photographer.Develop(pictures[i]));
        // Written beside and moved when complete, so that a failure leaves the old set whole.
        var fresh = Path.TrimEndingDirectorySeparator(folder) + ".new";
        Clear(fresh);
        for (var i = 0; i < files.Length; i++)
        {
            var path = Path.Combine(fresh, place(pictures[i]));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, files[i]);
        }
        if (table is not null)
            File.WriteAllText(Path.Combine(fresh, "labels.csv"), table);
        Clear(folder);
        Directory.Move(fresh, folder);
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {files.Length} pictures, {files.Sum(f => (long)f.Length) / 1024} KB"));
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
