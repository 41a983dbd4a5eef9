using TransferLab.Backbones.Catalog;
using TransferLab.Pictures;

namespace TransferLab.Service.Runs;

/// <summary>Makes training options of a request, and says what is wrong with it before it is queued.</summary>
internal static class RunOptionsReader
{
    private const string Augment = "augment", Views = "views";

    /// <exception cref="ServiceException">The request makes no sense, or asks for what the host does not allow.</exception>
    public static FineTuneOptions Read(RunRequest r, string images, string output, RetrainingOptions allowed)
    {
        try
        {
            var options = new FineTuneOptions { Images = images, Output = output, Backbone = Backbone(r.Backbone, allowed) };
            foreach (var setting in RunRequest.Known)
                if (r.Settings.TryGetValue(setting.JsonName, out var value) && RunRequest.Text(setting, value) is { } text)
                    options = setting.Write(options, setting.Name == Augment ? Preset(text, r) : text);
            options.Validate();
            options.BackboneOptions.Validate();
            return options.Threads <= Environment.ProcessorCount ? options
                : throw ServiceException.BadRequest(
                    $"threads {options.Threads} is out of range: 0 (all cores) to the {Environment.ProcessorCount} of this host.");
        }
        catch (InputException e)
        {
            throw new ServiceException(StatusCodes.Status400BadRequest, e.Words.In(RunRequest.NameOf), e);
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            throw new ServiceException(StatusCodes.Status400BadRequest, e.Message, e);
        }
    }

    /// <summary>The real path of a folder of pictures.</summary>
    /// <exception cref="ServiceException">It is not below a root, by its name or by a link.</exception>
    public static string Folder(string path, RetrainingOptions allowed)
    {
        // The same words whether it is not there or not allowed: what lies elsewhere is nobody's business.
        var refused = ServiceException.BadRequest("images is no folder below the ones that this host trains from.");
        if (path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(path))
            throw refused;
        var real = Real(Path.GetFullPath(path));
        return Directory.Exists(real) && allowed.ImageRoots.Any(root => IsWithin(real, Real(Path.GetFullPath(root)))) ? real : throw refused;
    }

    /// <summary>Whether a path is a folder or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // With every link on the way followed.
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            try
            {
                real = next.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next.FullName;
            }
            catch (IOException)
            {
                real = next.FullName;
            }
        }
        return Path.TrimEndingDirectorySeparator(real);
    }

    private static string Backbone(string? name, RetrainingOptions allowed)
    {
        var catalog = BackboneCatalog.Load();
        var chosen = name ?? catalog.Default?.Name ?? throw ServiceException.BadRequest("backbone is missing, and the catalogue has no default.");
        var isAllowed = allowed.Backbones.Count > 0 ? allowed.Backbones.Contains(chosen) : catalog.Find(chosen) is not null;
        return isAllowed ? chosen : throw ServiceException.BadRequest("backbone is none that this host trains from.");
    }

    // Files are of the host's machine, and no request names one.
    private static string Preset(string text, RunRequest r)
    {
        var parts = text.Split(':');
        if (!AugmentationPolicy.Names.Contains(parts[0], StringComparer.OrdinalIgnoreCase) || parts.Length > 2)
            throw ServiceException.BadRequest(
                $"augment is not known; choose one of {string.Join(", ", AugmentationPolicy.Names)}, with :K behind it for K fixed views.");
        if (parts.Length == 1)
            return text;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var views))
            throw ServiceException.BadRequest(
                "augment asks for no possible number of views: 1 or more behind the colon, and none for pictures that are not varied.");
        return !r.Settings.TryGetValue(Views, out var other) || other.ToString() == parts[1] ? text
            : throw ServiceException.BadRequest($"augment asks for {views} views and views for {other}: leave one of them out.");
    }
}
