namespace TransferLab.Classifiers.Packaging;

/// <summary>Writes the package's README.md: what the classifier knows, how it was made, how to use it from any ONNX client.</summary>
internal static class ModelCard
{
    public static string Write(ClassifierConfig c)
    {
        var b = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        var multi = c.Task == TaskNames.MultiLabel;
        b.AppendLine("# Image classifier").AppendLine();
        b.AppendLine(culture, $"A {c.Task} classifier with {c.LabelNames.Count} labels, fine-tuned by TransferLab on {c.Created:yyyy-MM-dd}.").AppendLine();
        b.AppendLine("| label | training images |" + (multi ? " threshold |" : "")).AppendLine("|---|---:|" + (multi ? "---:|" : ""));
        for (var i = 0; i < c.LabelNames.Count; i++)
        {
            b.Append(culture, $"| {c.LabelNames[i].Replace("|", "\\|", StringComparison.Ordinal)} | {c.ClassCounts[i]} |");
            b.AppendLine(multi ? string.Create(culture, $" {c.Thresholds?[i] ?? 0.5:0.##} |") : "");
        }
        b.AppendLine().AppendLine("## How good it is").AppendLine();
        b.Append(culture, $"On {c.Training.ValidationImages} images held out from training: {(multi ? "mean average precision" : "accuracy")} "
            + $"{c.Training.ValidationAccuracy:0.000}, ");
        b.AppendLine(culture, $"macro F1 {c.Training.ValidationMacroF1:0.000}, loss {c.Training.ValidationLoss:0.000}.");
        b.AppendLine("These images also chose the epoch whose weights were kept, so expect slightly less on new pictures.").AppendLine();
        b.AppendLine("## How it was made").AppendLine();
        b.AppendLine(culture, $"- Backbone: {c.Backbone.Architecture} (SHA-256 `{c.Backbone.Sha256}`), licence: "
            + $"{c.Backbone.License ?? "not stated; ask its source"}{(c.Backbone.Source is null ? "" : $", source: {c.Backbone.Source}")}.");
        b.AppendLine(culture, $"- Freeze strategy `{c.Training.Freeze}`, seed {c.Training.Seed}, {c.Training.TrainImages} training images.").AppendLine();
        b.AppendLine("## How to use it").AppendLine();
        b.AppendLine("`transferlab predict FOLDER picture.jpg`, `transferlab serve FOLDER`, or any ONNX Runtime client:").AppendLine();
        b.AppendLine(culture, $"- input `{c.Input.Name}`: uint8 [N,{c.Input.InputSize[1]},{c.Input.InputSize[2]},3], RGB, 0 to 255; normalisation is inside "
            + $"the graph;");
        b.AppendLine(culture, $"- resize rule: {Describe(c.Input)}, {c.Input.Interpolation} with antialiasing, after turning the picture upright by its EXIF "
            + $"tag;");
        b.AppendLine(culture, $"- outputs `probabilities` and `logits`: float32 [N,{c.LabelNames.Count}], labels in the order of `label_names` in "
            + $"{ClassifierPackage.ConfigFile}.");
        return b.ToString().ReplaceLineEndings("\n");
    }

    private static string Describe(InputConfig i) => i.CropMode switch
    {
        "center" => string.Create(CultureInfo.InvariantCulture,
            $"shorter side to {Math.Round(i.InputSize[1] / i.CropPct)}, then the central {i.InputSize[2]}×{i.InputSize[1]}"),
        "border" => string.Create(CultureInfo.InvariantCulture, $"fit inside {i.InputSize[2]}×{i.InputSize[1]} and pad"),
        _ => string.Create(CultureInfo.InvariantCulture, $"stretch to {i.InputSize[2]}×{i.InputSize[1]}"),
    };
}
