namespace TransferLab.Training.Events;

/// <summary>The frozen part has run for some more images.</summary>
/// <param name="Done">Images whose features are there, cached ones included.</param>
/// <param name="Total">Images in all.</param>
/// <param name="Elapsed">Time since extraction began.</param>
public sealed record FeaturesExtracted(int Done, int Total, TimeSpan Elapsed) : TrainingEvent;
