using System.Globalization;
using System.Text;
using TransferLab.Classifiers.Packaging;

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
    private static string Fingerprint(string directory)
    {
        try
        {
            var folder = File.Exists(Path.Combine(directory, ClassifierPackage.ConfigFile)) ? directory : Path.Combine(directory, "classifier");
            if (!Directory.Exists(folder))
                return "";
            var text = new StringBuilder();
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks};");
            return text.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In the midst of being moved: the next look will tell.
            return "";
        }
    }
}
