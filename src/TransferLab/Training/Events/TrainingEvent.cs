namespace TransferLab.Training.Events;

/// <summary>Something a run tells whoever watches it.</summary>
public abstract record TrainingEvent;

/// <summary>A run begins, or goes on after a resume.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Created">When it was created.</param>
public sealed record RunStarted(string Folder, DateTimeOffset Created) : TrainingEvent;

/// <summary>A run is done: its classifier and its result lie in its folder.</summary>
/// <param name="Result">What it came to.</param>
public sealed record RunFinished(FineTuneResult Result) : TrainingEvent;

/// <summary>The folder has been read, checked and split.</summary>
/// <param name="TrainImages">Images to train on.</param>
/// <param name="ValidationImages">Images held out.</param>
/// <param name="Labels">Labels in order.</param>
/// <param name="Skipped">Files that could not be read, with reasons.</param>
/// <param name="Warnings">What a user should know about the folder.</param>
public sealed record DatasetLoaded(int TrainImages, int ValidationImages, IReadOnlyList<string> Labels, IReadOnlyList<SkippedImage> Skipped,
    IReadOnlyList<string> Warnings) : TrainingEvent;

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
    string CutValue, bool CachedFeatures) : TrainingEvent;

/// <summary>The frozen part has run for some more images.</summary>
/// <param name="Done">Images whose features are there, cached ones included.</param>
/// <param name="Total">Images in all.</param>
/// <param name="Elapsed">Time since extraction began.</param>
public sealed record FeaturesExtracted(int Done, int Total, TimeSpan Elapsed) : TrainingEvent;

/// <summary>One optimizer step is done.</summary>
/// <param name="Epoch">Epoch within the phase, from 0.</param>
/// <param name="Step">Step within the epoch, from 0.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Loss of this batch.</param>
/// <param name="ImagesPerSecond">Training speed in this epoch so far.</param>
public sealed record StepCompleted(int Epoch, int Step, int Steps, double Loss, double ImagesPerSecond) : TrainingEvent;

/// <summary>An epoch is done and has been validated.</summary>
/// <param name="Metrics">What was measured.</param>
/// <param name="Epoch">Epoch within the phase, from 1.</param>
/// <param name="IsBest">Whether these are the best weights so far.</param>
/// <param name="Remaining">Estimated time to the end of the phase if it does not stop early.</param>
public sealed record EpochCompleted(EpochMetrics Metrics, int Epoch, bool IsBest, TimeSpan Remaining) : TrainingEvent
{
    /// <summary>Norms of the gradients, by layer group.</summary>
    public IReadOnlyList<GradientNorms> Gradients { get; init; } = [];
}

/// <summary>A sentence for the log: early stopping, resuming, where the package lies.</summary>
/// <param name="Words">The sentence, with the settings in it as data.</param>
/// <param name="IsWarning">Whether the user should look at it.</param>
public sealed record RunMessage(InputMessage Words, bool IsWarning = false) : TrainingEvent
{
    /// <summary>The sentence in the library's own words.</summary>
    public string Text => Words.ToString();
}
