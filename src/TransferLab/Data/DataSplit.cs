using System.Collections.Immutable;

namespace TransferLab.Data;

/// <summary>Which samples fit weights and which measure them: ascending indices into the samples of a data set; the parts are disjoint.</summary>
/// <param name="Train">Samples that weights are fitted to.</param>
/// <param name="Validation">Samples measured after each epoch.</param>
/// <param name="Test">Samples kept away from training altogether; empty unless the folder has a <c>test</c> part.</param>
/// <param name="IsGiven">Whether the folders said so, rather than a seed.</param>
public sealed record DataSplit(ImmutableArray<int> Train, ImmutableArray<int> Validation, ImmutableArray<int> Test, bool IsGiven);
