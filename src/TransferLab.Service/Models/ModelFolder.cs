namespace TransferLab.Service.Models;

/// <summary>What lies in the model folder, and the packages named one by one.</summary>
internal static class ModelFolder
{
    /// <summary>Every version there is: <c>NAME/VERSION</c> below the folder, VERSION a whole number from 1. Other names are left alone.</summary>
    public static IReadOnlyList<ModelSource> Scan(string? folder, IEnumerable<KeyValuePair<string, string>> packages)
    {
        var found = packages.Select(p => new ModelSource(p.Key, 1, p.Value, Fingerprint(p.Value))).ToList();
        if (folder is null || !Directory.Exists(folder))
            return found;
        foreach (var model in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(model);
            if (!ModelNames.IsValid(name) || found.Any(f => f.Name == name))
                continue;
            foreach (var directory in Directory.EnumerateDirectories(model))
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
                    found.Add(new ModelSource(name, version, directory, Fingerprint(directory)));
        }
        return found;
    }

    /// <summary>Names, lengths and times of a package's files. Cheap enough to be asked every second; loading checks the content by hash.</summary>
    // In the midst of being moved it has none: the next look will tell.
    private static string Fingerprint(string directory) => FileWork.Do(() =>
    {
        var folder = File.Exists(Path.Combine(directory, ClassifierPackage.ConfigFile)) ? directory : Path.Combine(directory, "classifier");
        return !Directory.Exists(folder) ? "" : string.Concat(new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(f => f.FullName, StringComparer.Ordinal)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name}:{f.Length}:{f.LastWriteTimeUtc.Ticks};")));
    }, _ => "");
}

/// <summary>Where a version of a model lies.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">Number of the version, from 1.</param>
/// <param name="Directory">Folder of the package, or of the run.</param>
/// <param name="Fingerprint">Changes when the files do; empty where there is no package.</param>
internal sealed record ModelSource(string Name, int Version, string Directory, string Fingerprint);

/// <summary>Which names models may have. A name from a request is only ever looked up, never made a path; this holds for folders and options.</summary>
internal static class ModelNames
{
    public const string Rule = "a name has 1 to 64 letters, digits, '-', '_' or '.', and begins with a letter or digit";

    public static bool IsValid(string? name) => name is { Length: >= 1 and <= 64 } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
