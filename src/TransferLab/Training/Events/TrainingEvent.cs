namespace TransferLab.Training.Events;

/// <summary>Something a run tells whoever watches it. As a string it is a line for people, in English, numbers formatted invariantly.</summary>
public abstract record TrainingEvent;

/// <summary>A run begins, or goes on after a resume.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Created">When it was created.</param>
public sealed record RunStarted(string Folder, DateTimeOffset Created) : TrainingEvent
{
    /// <summary>E.g. <c>The run in runs/first begins</c>.</summary>
    public override string ToString() => $"The run in {Folder} begins";
}

/// <summary>A run is done: its classifier and its result lie in its folder.</summary>
/// <param name="Result">What it came to.</param>
public sealed record RunFinished(FineTuneResult Result) : TrainingEvent
{
    /// <summary>E.g. <c>Done after 10 epochs, best 8: validation accuracy 0.83; the classifier is in runs/first/classifier</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Done after {Result.Epochs} epochs, best {Result.BestEpoch}: validation accuracy {Result.Validation.Accuracy:0.0##}; ")
        + $"the classifier is in {Result.Package}";
}

/// <summary>The folder has been read, checked and split.</summary>
/// <param name="TrainImages">Images to train on.</param>
/// <param name="ValidationImages">Images held out.</param>
/// <param name="Labels">Labels in order.</param>
/// <param name="Skipped">Files that could not be read, with reasons.</param>
/// <param name="Warnings">What a user should know about the folder.</param>
public sealed record DatasetLoaded(int TrainImages, int ValidationImages, IReadOnlyList<string> Labels, IReadOnlyList<SkippedImage> Skipped,
    IReadOnlyList<string> Warnings) : TrainingEvent
{
    private const int ListedCharacters = 100;

    /// <summary>E.g. <c>96 training and 24 validation images, 3 labels: daisies, roses, tulips</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{TrainImages} training and {ValidationImages} validation images, {Labels.Count} labels: {Shorten(string.Join(", ", Labels))}");

    private static string Shorten(string text) => text.Length <= ListedCharacters ? text : text[..(ListedCharacters - 1)] + "…";
}

/// <summary>A phase of training starts, or goes on after a resume.</summary>
/// <param name="Name">E.g. <c>linear-probe</c>.</param>
/// <param name="Index">Number of the phase, from 0.</param>
/// <param name="Count">Number of phases.</param>
/// <param name="Epochs">Epochs the phase has.</param>
/// <param name="FirstEpoch">Epochs already done by the run that is resumed.</param>
/// <param name="TrainableParameters">Numbers that train.</param>
/// <param name="TotalParameters">Numbers of backbone and head together.</param>
/// <param name="CutValue">The value behind which training happens; everything before it is frozen.</param>
/// <param name="CachedFeatures">Whether the frozen part runs once per image instead of once per image and epoch.</param>
public sealed record PhaseStarted(string Name, int Index, int Count, int Epochs, int FirstEpoch, long TrainableParameters, long TotalParameters,
    string CutValue, bool CachedFeatures) : TrainingEvent
{
    /// <summary>E.g. <c>linear-probe: 1,539 of 11,178,051 parameters train, 10 epochs; frozen up to 'features', run once per image</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Name}{(Count > 1 ? $" (phase {Index + 1} of {Count})" : "")}: {TrainableParameters:N0} of {TotalParameters:N0} parameters train, "
            + $"{Epochs} epochs{(FirstEpoch > 0 ? $", going on after {FirstEpoch}" : "")}; ")
        + (CachedFeatures ? $"frozen up to '{CutValue}', run once per image" : CutValue.Length > 0 ? $"frozen up to '{CutValue}'" : "nothing is frozen");
}

/// <summary>The frozen part has run for some more images.</summary>
/// <param name="Done">Images whose features are there, cached ones included.</param>
/// <param name="Total">Images in all.</param>
/// <param name="Elapsed">Time since extraction began.</param>
public sealed record FeaturesExtracted(int Done, int Total, TimeSpan Elapsed) : TrainingEvent
{
    /// <summary>E.g. <c>features 50/200, 25 images/s, 6 s left</c>.</summary>
    public override string ToString()
    {
        var rate = Elapsed.TotalSeconds > 0 ? Done / Elapsed.TotalSeconds : 0;
        var left = rate > 0 ? TimeSpan.FromSeconds((Total - Done) / rate) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"features {Done}/{Total}, {rate:0} images/s{(Done < Total ? $", {TimeText.Of(left)} left" : "")}");
    }
}

/// <summary>One optimizer step is done.</summary>
/// <param name="Epoch">Epoch within the phase, from 0.</param>
/// <param name="Epochs">Epochs the phase has.</param>
/// <param name="Step">Step within the epoch, from 0.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Loss of this batch.</param>
/// <param name="ImagesPerSecond">Training speed in this epoch so far.</param>
public sealed record StepCompleted(int Epoch, int Epochs, int Step, int Steps, double Loss, double ImagesPerSecond) : TrainingEvent
{
    /// <summary>E.g. <c>Epoch 3 of 10, step 4 of 20: loss 0.412, 85 images/s</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Epoch {Epoch + 1} of {Epochs}, step {Step + 1} of {Steps}: loss {Loss:0.000}, {ImagesPerSecond:0} images/s");
}

/// <summary>An epoch is done and has been validated.</summary>
/// <param name="Metrics">What was measured.</param>
/// <param name="Epoch">Epoch within the phase, from 1.</param>
/// <param name="Epochs">Epochs the phase has.</param>
/// <param name="IsBest">Whether these are the best weights so far.</param>
/// <param name="Remaining">Estimated time to the end of the phase if it does not stop early.</param>
public sealed record EpochCompleted(EpochMetrics Metrics, int Epoch, int Epochs, bool IsBest, TimeSpan Remaining) : TrainingEvent
{
    /// <summary>Norms of the gradients, by layer group.</summary>
    public IReadOnlyList<GradientNorms> Gradients { get; init; } = [];

    /// <summary>E.g. <c>Epoch 3 of 10: loss 0.412, validation accuracy 0.83, 12 s</c>; mAP in place of accuracy where that is measured.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Epoch {Epoch} of {Epochs}: loss {Metrics.TrainLoss:0.000}{Score}, {Time}");

    private string Score => (Metrics.ValidationMeanAveragePrecision, Metrics.ValidationAccuracy) switch
    {
        ({ } map, _) => string.Create(CultureInfo.InvariantCulture, $", validation mAP {map:0.0##}"),
        (_, { } accuracy) => string.Create(CultureInfo.InvariantCulture, $", validation accuracy {accuracy:0.0##}"),
        _ => "",
    };

    // On cached features an epoch takes milliseconds.
    private string Time => Metrics.Seconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{Metrics.Seconds:0.0##} s")
        : TimeText.Of(TimeSpan.FromSeconds(Math.Round(Metrics.Seconds)));
}

/// <summary>A sentence for the log: early stopping, resuming, where the package lies.</summary>
/// <param name="Words">The sentence, with the settings in it as data.</param>
/// <param name="IsWarning">Whether the user should look at it.</param>
public sealed record RunMessage(InputMessage Words, bool IsWarning = false) : TrainingEvent
{
    /// <summary>The sentence in the library's own words.</summary>
    public string Text => Words.ToString();

    /// <summary>The sentence, behind <c>warning: </c> where it is one.</summary>
    public override string ToString() => IsWarning ? "warning: " + Text : Text;
}
