namespace TransferLab.Autodiff;

/// <summary>A tensor that training moves: an input of the training graph, with its gradient as an output.</summary>
/// <param name="Name">Name of the graph input, that of the forward model's initializer.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="GradientName">Name of the graph output with the gradient of the loss, float32 of the same shape.</param>
public sealed record TrainableTensor(string Name, IReadOnlyList<long> Shape, string GradientName)
{
    /// <summary>Number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (a, b) => checked(a * b));
}
