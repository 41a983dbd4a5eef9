using System.Globalization;

namespace TransferLab.Backbones.Catalog;

/// <summary>What a run says of the network it starts from.</summary>
internal static class BackboneWords
{
    /// <summary>One line, e.g. <c>resnet18-imagenet: ResNet-18, trained on ImageNet-1k (1000 classes) at 224x224, MIT</c>.</summary>
    /// <param name="spec">The backbone as it is used.</param>
    /// <param name="catalog">What is known of files.</param>
    public static string Of(BackboneSpec spec, BackboneCatalog catalog)
    {
        var entry = catalog.FindByHash(spec.Sha256);
        var size = string.Create(CultureInfo.InvariantCulture, $"{spec.Width}x{spec.Height}");
        var licence = spec.Licence ?? "licence not known";
        if (entry is null)
            return $"{spec.Name}: not in the catalogue, pictures at {size}, {licence}";
        // Pictures may be given at another size than the network was trained on.
        var trained = string.Create(CultureInfo.InvariantCulture, $"{entry.Input.Width}x{entry.Input.Height}");
        var text = $"{spec.Name}: {entry.Description}, {(entry.TrainedOn is { } on ? $"trained on {on} at {trained}" : $"made for {trained}")}";
        return $"{text}{(size == trained ? "" : $", used at {size}")}, {licence}";
    }
}
