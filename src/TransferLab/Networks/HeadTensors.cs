namespace TransferLab.Networks;

/// <summary>The initializers of one linear layer of a head.</summary>
/// <param name="Weight">Name of the matrix, <c>[units,inputs]</c>.</param>
/// <param name="Bias">Name of the bias, <c>[units]</c>.</param>
public sealed record HeadTensors(string Weight, string Bias);
