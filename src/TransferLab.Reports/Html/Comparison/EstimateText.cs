using TransferLab.Studies.Statistics;

namespace TransferLab.Reports.Html.Comparison;

/// <summary>Estimates as text, with their intervals where there are any.</summary>
internal static class EstimateText
{
    /// <summary>A share: <c>84.5 ± 3.2 %</c>.</summary>
    public static string Percent(Estimate e) => $"{Text(e.Mean * 100, e.HalfWidth * 100, "0.0")} %";

    /// <summary>A difference of shares: <c>+0.8 ± 1.9</c>, in percentage points.</summary>
    public static string Points(Estimate? e) => e is null ? "–" : Text(e.Mean * 100, e.HalfWidth * 100, "+0.0;−0.0;0.0");

    /// <summary>A score or loss: <c>0.412 ± 0.020</c>.</summary>
    public static string Score(Estimate e) => Text(e.Mean, e.HalfWidth, "0.000");

    /// <summary>The name of a score at the beginning of a line: <c>Accuracy</c>, but <c>mAP</c>.</summary>
    public static string Heading(string score) => score.Length == 0 || char.IsUpper(score[^1]) ? score : char.ToUpperInvariant(score[0]) + score[1..];

    private static string Text(double mean, double? half, string format)
    {
        if (!double.IsFinite(mean))
            return "–";
        var text = mean.ToString(format, CultureInfo.InvariantCulture);
        var plain = format.Split(';')[0].TrimStart('+');
        return half is { } h && double.IsFinite(h) ? $"{text} ± {h.ToString(plain, CultureInfo.InvariantCulture)}" : text;
    }
}
