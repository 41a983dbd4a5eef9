using TransferLab.Errors;

namespace TransferLab.Pictures;

/// <summary>What a contact sheet of augmented pictures shows. Immutable.</summary>
public sealed record AugmentationPreviewOptions
{
    /// <summary>Picture files, and folders whose files at any depth are spread evenly over the rows.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>File of the sheet: <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c>. One that exists is replaced.</summary>
    public required string Output { get; init; }

    /// <summary>How pictures are varied; <see cref="AugmentationLevel.Auto"/> is light.</summary>
    public AugmentationLevel Augmentation { get; init; } = AugmentationLevel.Standard;

    /// <summary>The policy file of <see cref="AugmentationLevel.File"/>.</summary>
    public AugmentationPolicy? Policy { get; init; }

    /// <summary>Variations per picture, 1 to 50: those of the first epochs of a run. Default 7.</summary>
    public int Count { get; init; } = 7;

    /// <summary>Rows at most, 1 to 100. Default 8.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>Side of a picture in pixels, 16 to 1024. Default 224.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Seed of the variations. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names the option as the command line does.</exception>
    public void Validate()
    {
        Require(Images.Count > 0, "IMAGES is empty: name pictures or a folder of them.");
        Require(Path.GetExtension(Output).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg", $"--output '{Output}' has no known format: end it in .png or .jpg.");
        Require((Augmentation == AugmentationLevel.File) == (Policy is not null), "--augment: a policy file goes with the level File, and only with it.");
        Require(Count is >= 1 and <= 50, $"--count {Count} is out of range: 1 to 50.");
        Require(Rows is >= 1 and <= 100, $"--rows {Rows} is out of range: 1 to 100.");
        Require(Size is >= 16 and <= 1024, $"--size {Size} is out of range: 16 to 1024.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SettingException(message);
    }
}
