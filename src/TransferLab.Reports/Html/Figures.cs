namespace TransferLab.Reports.Html;

/// <summary>Numbers as a reader wants them, the same in every locale.</summary>
internal static class Figures
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>A share of 0 to 1 as <c>84.5 %</c>.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? (share * 100).ToString("0.0", s_culture) + " %" : "–";

    /// <summary>A score of 0 to 1 as <c>0.845</c>.</summary>
    public static string Score(double? score) => score is { } s && double.IsFinite(s) ? s.ToString("0.000", s_culture) : "–";

    /// <summary>A whole number with separators.</summary>
    public static string Count(long number) => number.ToString("N0", s_culture);

    /// <summary>Three or four significant digits.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e6 or < 1e-4 => value.ToString("0.##e0", s_culture),
            >= 100 => value.ToString("N0", s_culture),
            >= 1 => value.ToString("0.##", s_culture),
            _ => value.ToString("0.#####", s_culture),
        };
    }

    /// <summary>A time as <c>4.1 s</c>, <c>3 min 20 s</c> or <c>2 h 5 min</c>.</summary>
    public static string Time(double seconds)
    {
        if (!double.IsFinite(seconds))
            return "–";
        if (seconds < 99.95)
            return seconds.ToString(seconds < 9.995 ? "0.0#" : "0.0", s_culture) + " s";
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1
            ? string.Create(s_culture, $"{(long)time.TotalHours} h {time.Minutes} min")
            : string.Create(s_culture, $"{time.Minutes} min {time.Seconds} s");
    }

    /// <summary>A number of bytes as <c>1.2 GB</c>.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => (bytes / 1e9).ToString("0.00", s_culture) + " GB",
        >= 1e6 => (bytes / 1e6).ToString("0", s_culture) + " MB",
        >= 1e3 => (bytes / 1e3).ToString("0", s_culture) + " kB",
        _ => bytes.ToString("0", s_culture) + " bytes",
    };

    /// <summary>Where the true share lies with 95 % confidence when <paramref name="hits"/> of <paramref name="of"/> were
    /// counted: the interval of Wilson (1927), which also holds for small numbers and shares near 0 and 1.</summary>
    public static (double Low, double High) Wilson(double hits, int of)
    {
        const double z = 1.959964;
        if (of == 0)
            return (0, 1);
        var p = hits / of;
        var centre = p + z * z / (2 * of);
        var spread = z * Math.Sqrt(p * (1 - p) / of + z * z / (4.0 * of * of));
        var scale = 1 + z * z / of;
        return (Math.Max(0, (centre - spread) / scale), Math.Min(1, (centre + spread) / scale));
    }
}
