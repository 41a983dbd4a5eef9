using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Errors;
using TransferLab.Freezing;
using TransferLab.Heads;
using TransferLab.Optimizers;
using TransferLab.Service.Errors;
using TransferLab.Service.Hosting;
using TransferLab.Training;

namespace TransferLab.Service.Runs;

/// <summary>Makes training options of a request, and says what is wrong with it before it is queued.</summary>
internal static class RunOptionsReader
{
    /// <exception cref="ServiceException">The request makes no sense, or asks for what the host does not allow.</exception>
    public static FineTuneOptions Read(RunRequest r, string images, string output, RetrainingOptions allowed)
    {
        try
        {
            var options = new FineTuneOptions
            {
                Images = images,
                Output = output,
                Backbone = Backbone(r.Backbone, allowed),
                BackboneOptions = new BackboneOptions { Normalization = r.Normalization },
                Freeze = FreezePolicy.Parse(r.Freeze ?? "linear-probe"),
                Head = HeadSpec.Parse(r.Head ?? ""),
                Epochs = r.Epochs,
                BatchSize = r.BatchSize ?? 16,
                LearningRate = r.LearningRate,
                Optimizer = new OptimizerOptions { Name = r.Optimizer ?? "adamw", WeightDecay = r.WeightDecay },
                Schedule = r.Schedule,
                BatchNorm = Choice(r.BatchNorm, BatchNormMode.Affine, "batchNorm"),
                Augmentation = Choice(r.Augment, AugmentationLevel.Auto, "augment"),
                LabelSmoothing = r.LabelSmoothing ?? 0,
                ClipNorm = r.ClipNorm ?? 0,
                Validation = r.Validation ?? 0.2,
                Patience = r.Patience,
                Seed = r.Seed ?? 1,
            };
            options.Validate();
            return options;
        }
        catch (Exception e) when (KnownErrors.IsKnown(e))
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

    private static T Choice<T>(string? text, T standard, string name) where T : struct, Enum => text is null ? standard
        : !int.TryParse(text, out _) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value
        : throw ServiceException.BadRequest($"{name} is not known; choose one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}.");
}
