namespace TransferLab.Autodiff;

/// <summary>A running mean or variance that training moves: an input of the training graph, with its next value as an output.</summary>
/// <param name="Name">Name of the graph input, that of the forward model's initializer.</param>
/// <param name="Shape">Dimensions, [C].</param>
/// <param name="NextName">Name of the graph output with the value after the step.</param>
public sealed record MovingStatistic(string Name, IReadOnlyList<long> Shape, string NextName);
