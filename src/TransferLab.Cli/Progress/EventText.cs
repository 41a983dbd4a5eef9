namespace TransferLab.Cli.Progress;

/// <summary>The words for a run's events, the same in every renderer.</summary>
internal static class EventText
{
    public static string Of(DatasetLoaded e) => string.Create(CultureInfo.InvariantCulture,
        $"{e.TrainImages} training and {e.ValidationImages} validation images, {e.Labels.Count} labels: {Shorten(string.Join(", ", e.Labels), 100)}");

    public static string Of(PhaseStarted e) => string.Create(CultureInfo.InvariantCulture,
            $"{e.Name}{(e.Count > 1 ? $" (phase {e.Index + 1} of {e.Count})" : "")}: "
            + $"{e.TrainableParameters:N0} of {e.TotalParameters:N0} parameters train, "
            + $"{e.Epochs} epochs{(e.FirstEpoch > 0 ? $", going on after {e.FirstEpoch}" : "")}; ")
        + (e.CachedFeatures ? $"frozen up to '{e.CutValue}', run once per image"
            : e.CutValue.Length > 0 ? $"frozen up to '{e.CutValue}'" : "nothing is frozen");

    public static string Of(FeaturesExtracted e)
    {
        var rate = e.Elapsed.TotalSeconds > 0 ? e.Done / e.Elapsed.TotalSeconds : 0;
        var left = rate > 0 ? TimeSpan.FromSeconds((e.Total - e.Done) / rate) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"features {e.Done}/{e.Total}, {rate:0} images/s{(e.Done < e.Total ? $", {Time(left)} left" : "")}");
    }

    public static string Of(EpochCompleted e, int epochs)
    {
        var m = e.Metrics;
        var width = epochs.ToString(CultureInfo.InvariantCulture).Length;
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {e.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(width)}/{epochs}  loss {m.TrainLoss:0.0000}  accuracy {m.TrainAccuracy:0.000}  "
            + $"|  validation loss {m.ValidationLoss:0.0000}  "
            + $"{(m.ValidationMeanAveragePrecision is { } map ? $"mAP {map:0.000}" : $"accuracy {m.ValidationAccuracy:0.000}")}  "
            + $"|  {m.ImagesPerSecond:0} images/s");
    }

    public static string Of(StepCompleted e, int epochs, TimeSpan left) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {e.Epoch + 1}/{epochs}  step {e.Step + 1}/{e.Steps}  loss {e.Loss:0.0000}  {e.ImagesPerSecond:0} images/s  {Time(left)} left");

    public static string Of(CellStarted e) => string.Create(CultureInfo.InvariantCulture,
        $"run {e.Done + 1}/{e.Total}  {e.Strategy}, seed {e.Seed}{(e.Remaining is { } left ? $"  |  {Time(left)} left" : "")}");

    public static string Of(CellCompleted e) => string.Create(CultureInfo.InvariantCulture,
        $"run {e.Done}/{e.Total}  {e.Run.Strategy}, seed {e.Run.Seed}: {e.ScoreName} {e.Run.Score:0.000}, "
        + $"loss {e.Run.Loss:0.000}, {e.Run.Seconds:0.0} s{(e.WasThere ? ", done before" : "")}");

    public static string Of(StrategyEnded e) => $"{e.Strategy} has {e.Reason}.";

    public static string Time(TimeSpan t) => t.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalHours} h {t.Minutes:00} min")
        : t.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{t.Minutes} min {t.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(t.TotalSeconds):0} s");

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
