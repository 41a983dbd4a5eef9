using TransferLab.Classifiers.Explanation;

namespace TransferLab.Cli.Output;

/// <summary>Lines of <c>explain</c>, for people and for programs.</summary>
internal static class ExplanationText
{
    public static string Line(WrittenExplanation written) => written.Explanation is { } e
        ? string.Create(CultureInfo.InvariantCulture,
            $"{written.Output}  {e.Label} {100 * e.Probability:0.0} %{(e.Map.IsEmpty ? ", but no place speaks for it: the map is empty" : "")}")
        : $"{written.Image}: {written.Error}";

    public static string Json(WrittenExplanation written)
    {
        var line = written.Explanation is { } e
            ? new ExplanationLineJson(written.Image, written.Output, e.Label, e.Probability, [e.Map.Height, e.Map.Width], e.Region, null)
            : new ExplanationLineJson(written.Image, null, null, null, null, null, written.Error);
        return JsonSerializer.Serialize(line, CliJson.Default.ExplanationLineJson);
    }
}
