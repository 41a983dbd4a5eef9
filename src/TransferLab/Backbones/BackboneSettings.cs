using S = TransferLab.Errors.Setting<TransferLab.Backbones.BackboneOptions>;

namespace TransferLab.Backbones;

/// <summary>What can be said of a backbone that its file does not say.</summary>
internal static class BackboneSettings
{
    /// <summary>All of it, in the order of the help.</summary>
    public static IReadOnlyList<S> All { get; } =
    [
        S.Word("normalization", "NAME", o => o.Normalization, (o, v) => o with { Normalization = v },
            "How pixel values become numbers; known backbones need none:\n"
            + string.Join('\n', NormalizationPreset.All.Select(p => $"{p.Name}: {p.Description}"))) with
        {
            Words = [.. NormalizationPreset.All.Select(p => p.Name)],
            IsInRange = o => o.Normalization is null || NormalizationPreset.All.Any(p => p.Name == o.Normalization),
        },
        S.Numbers("mean", o => o.Mean, (o, v) => o with { Mean = v },
            "Mean, one number or one per channel in the network's channel order, in the unit of scaled pixels, e.g. 104,117,124.",
            v => v.Count is 1 or 3 && v.All(double.IsFinite), "one finite number, or three"),
        S.Numbers("std", o => o.Std, (o, v) => o with { Std = v }, "Standard deviation, one number or one per channel in the network's channel order.",
            v => v.Count is 1 or 3 && v.All(d => double.IsFinite(d) && d != 0), "one finite number other than 0, or three"),
        S.OpenNumber("pixel-scale", o => o.PixelScale, (o, v) => o with { PixelScale = v },
            "Factor on pixel values 0 to 255 before the mean is taken off, e.g. 0.00392157.",
            v => double.IsFinite(v) && v != 0, "a finite number other than 0"),
        S.OpenChoice("channels", o => o.Channels, (o, v) => o with { Channels = v }, "Channel order; default that of the normalization."),
        S.OpenChoice("layout", o => o.Layout, (o, v) => o with { Layout = v }, "Axis order of the input; needed when its shape does not show it."),
        S.OpenNumber("size", o => o.Height, (o, v) => o with { Height = v, Width = v },
            "Height and width of the input in pixels; needed when its shape leaves them open.", v => v is > 0 and <= 16384, "1 to 16384 pixels", "Size"),
        S.OpenChoice("resize", o => o.ResizeMode, (o, v) => o with { ResizeMode = v },
            "How pictures get the input's size: cut out of the middle (default), stretched, or fitted and padded."),
        S.Word("input-name", "NAME", o => o.InputName, (o, v) => o with { InputName = v }, "Graph input that takes the images; needed when several could."),
        S.Word("feature-value", "VALUE", o => o.FeatureValue, (o, v) => o with { FeatureValue = v },
            "Value that carries the features; default: the classifier's input, found by walking back from the output."),
    ];
}
