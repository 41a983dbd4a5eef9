namespace TransferLab.Studies.Hints;

/// <summary>An image whose label is doubtful: a classifier that has not seen it, trained on the others, says something else with the confidence it has where it is right.</summary>
/// <param name="Image">The image, relative to the root.</param>
/// <param name="Labels">Its labels as given.</param>
/// <param name="Remove">The label that is probably wrong; null where one is missing.</param>
/// <param name="Add">The label that is probably right; null where one is too many.</param>
/// <param name="Given">Probability of what is given, by a classifier that has not seen the image.</param>
/// <param name="Suggested">Probability of what is suggested.</param>
/// <param name="Neighbours">The images whose features are most like its own, the nearest first.</param>
public sealed record LabelHint(string Image, IReadOnlyList<string> Labels, string? Remove, string? Add, double Given, double Suggested, IReadOnlyList<Neighbour> Neighbours);
