namespace TransferLab.Training.Events;

/// <summary>A time as people say it, to the next whole second, minute or hour: <c>12 s</c>, <c>3 min 05 s</c>, <c>1 h 20 min</c>.</summary>
internal static class TimeText
{
    public static string Of(TimeSpan t) => t.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalHours} h {t.Minutes:00} min")
        : t.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{t.Minutes} min {t.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(t.TotalSeconds):0} s");
}
