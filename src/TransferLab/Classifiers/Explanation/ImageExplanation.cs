namespace TransferLab.Classifiers.Explanation;

/// <summary>Where a classifier looked for a label in a picture.</summary>
/// <param name="Label">The label that was asked about, or the most probable one.</param>
/// <param name="Probability">What the classifier gives the label, 0 to 1.</param>
/// <param name="Map">The heat map.</param>
/// <param name="Region">The part of the picture that the map lies on.</param>
public sealed record ImageExplanation(string Label, float Probability, HeatMap Map, MapRegion Region);
