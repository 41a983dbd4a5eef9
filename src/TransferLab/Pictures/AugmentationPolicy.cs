using TransferLab.Imaging.Augmentation.Files;

namespace TransferLab.Pictures;

/// <summary>A policy file as it was read: a run keeps its text, so that it can be resumed whatever becomes of the file.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Json">Its content; docs/augmentation.md says what it may hold.</param>
public sealed record AugmentationPolicy(string Path, string Json)
{
    private const long LargestFile = 1 << 20;

    /// <summary>What it says.</summary>
    /// <exception cref="AugmentationException">It is no valid policy.</exception>
    public AugmentationPipeline ToPipeline() => PolicyFile.Parse(Json, Path);

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AugmentationException">It is not there, or no valid policy.</exception>
    public static AugmentationPolicy Load(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new AugmentationException(
                $"The policy file '{path}' is not there. {new SettingName("Augmentation")} takes {string.Join(", ", Names)} or a JSON file.");
        if (file.Length > LargestFile)
            throw new AugmentationException($"The policy file '{path}' has {file.Length} bytes; at most {LargestFile} are read.");
        var policy = new AugmentationPolicy(file.FullName, System.IO.File.ReadAllText(path));
        policy.ToPipeline();
        return policy;
    }

    /// <summary>The names that stand for a pipeline without a file, and <c>auto</c> and <c>none</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetValues<AugmentationLevel>().Where(l => l != AugmentationLevel.File).Select(l => l.ToString().ToLowerInvariant())];

    /// <summary>The pipeline of a level; that of <see cref="AugmentationLevel.Light"/> where the level leaves it open.</summary>
    internal static AugmentationPipeline Of(AugmentationLevel level, AugmentationPolicy? policy) => level switch
    {
        AugmentationLevel.Standard => AugmentationPresets.Standard,
        AugmentationLevel.Strong => AugmentationPresets.Strong,
        AugmentationLevel.RandAugment => AugmentationPresets.RandAugment,
        AugmentationLevel.TrivialAugment => AugmentationPresets.TrivialAugment,
        AugmentationLevel.AugMix => AugmentationPresets.AugMix,
        AugmentationLevel.File => policy!.ToPipeline(),
        _ => AugmentationPresets.Light,
    };
}

/// <summary>How training images are varied from epoch to epoch.</summary>
public enum AugmentationLevel
{
    /// <summary>None where the backbone stays frozen as a whole (its features are then computed once), <see cref="Light"/> otherwise.</summary>
    Auto,
    /// <summary>Every epoch sees the same pixels.</summary>
    None,
    /// <summary>Random-resized crop (area 0.35 to 1, aspect 3/4 to 4/3) and horizontal flip.</summary>
    Light,
    /// <summary>Light, and small turns and changes of colour: <see cref="AugmentationPresets.Standard"/>.</summary>
    Standard,
    /// <summary>Smaller crops, TrivialAugment and random erasing: <see cref="AugmentationPresets.Strong"/>.</summary>
    Strong,
    /// <summary>Light, then RandAugment.</summary>
    RandAugment,
    /// <summary>Light, then TrivialAugment.</summary>
    TrivialAugment,
    /// <summary>Light, then AugMix.</summary>
    AugMix,
    /// <summary>What a policy file says: <see cref="FineTuneOptions.AugmentationPolicy"/>.</summary>
    File,
}
