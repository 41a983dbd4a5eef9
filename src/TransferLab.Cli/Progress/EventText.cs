namespace TransferLab.Cli.Progress;

/// <summary>The lines of events that stand below each other in columns, or are drawn over one another; all others are as the events say them.</summary>
internal static class EventText
{
    public static string Of(EpochCompleted e)
    {
        var m = e.Metrics;
        var epochs = e.Epochs.ToString(CultureInfo.InvariantCulture);
        var epoch = e.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.Length);
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch}/{epochs}  loss {m.TrainLoss:0.0000}  accuracy {m.TrainAccuracy:0.000}  "
            + $"|  validation loss {m.ValidationLoss:0.0000}  "
            + $"{(m.ValidationMeanAveragePrecision is { } map ? $"mAP {map:0.000}" : $"accuracy {m.ValidationAccuracy:0.000}")}  "
            + $"|  {m.ImagesPerSecond:0} images/s");
    }

    public static string Of(StepCompleted e, TimeSpan left) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {e.Epoch + 1}/{e.Epochs}  step {e.Step + 1}/{e.Steps}  loss {e.Loss:0.0000}  {e.ImagesPerSecond:0} images/s  {TimeText.Of(left)} left");
}
