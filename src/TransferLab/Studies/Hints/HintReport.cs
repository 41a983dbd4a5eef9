namespace TransferLab.Studies.Hints;

/// <summary>What <see cref="DataHints"/> found. Immutable.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="Root">The folder that images are relative to.</param>
/// <param name="Images">Images that were judged.</param>
/// <param name="Agreement">Share of labels that the cross-validated classifier agrees with.</param>
/// <param name="Hints">The doubtful labels, the most doubtful first.</param>
public sealed record HintReport(string Run, string Root, int Images, double Agreement, IReadOnlyList<LabelHint> Hints);

/// <summary>An image whose label is doubtful: a classifier that has not seen it, trained on the others, says something else with the confidence it has where it
/// is right.</summary>
/// <param name="Image">The image, relative to the root.</param>
/// <param name="Labels">Its labels as given.</param>
/// <param name="Remove">The label that is probably wrong; null where one is missing.</param>
/// <param name="Add">The label that is probably right; null where one is too many.</param>
/// <param name="Given">Probability of what is given, by a classifier that has not seen the image.</param>
/// <param name="Suggested">Probability of what is suggested.</param>
/// <param name="Neighbours">The images whose features are most like its own, the nearest first.</param>
public sealed record LabelHint(string Image, IReadOnlyList<string> Labels, string? Remove, string? Add, double Given, double Suggested,
    IReadOnlyList<Neighbour> Neighbours);

/// <summary>An image near another one in the space of features.</summary>
/// <param name="Image">The image, relative to the root.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Similarity">Cosine of the angle between the standardised features, -1 to 1.</param>
public sealed record Neighbour(string Image, IReadOnlyList<string> Labels, double Similarity);

/// <summary>Writes a <see cref="HintReport"/> as JSON, camelCase.</summary>
internal static class HintJson
{
    /// <summary>One JSON object on one line.</summary>
    public static string Write(HintReport report) => JsonSerializer.Serialize(report, HintJsonContext.Default.HintReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HintReport))]
internal sealed partial class HintJsonContext : JsonSerializerContext;
