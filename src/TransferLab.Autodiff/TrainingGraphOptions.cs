using TransferLab.Autodiff.Losses;
using TransferLab.Autodiff.Rewriting.Kernels;

namespace TransferLab.Autodiff;

/// <summary>What <see cref="TrainingGraph.Build"/> makes of a forward model.</summary>
public sealed record TrainingGraphOptions
{
    /// <summary>The value with the logits, float32 [N,K].</summary>
    public required string Logits { get; init; }

    /// <summary>The loss on those logits.</summary>
    public required ILossFunction Loss { get; init; }

    /// <summary>The initializers that train, by name; at least one, each float32.</summary>
    public required IReadOnlyList<string> Trainables { get; init; }

    /// <summary>
    /// Running means and variances that move: their batch normalisations take the statistics of the batch. Both of a node, or neither. Default none: all
    /// normalise by the fixed statistics.
    /// </summary>
    public IReadOnlyList<string> MovingStatistics { get; init; } = [];

    /// <summary>Gradient rules; null (default) is <see cref="GradientRegistry.Default"/>.</summary>
    public GradientRegistry? Registry { get; init; }

    /// <summary>
    /// Which operators become those of the domain <c>transferlab</c>, whose kernels run channels last and only in the library's own sessions on the
    /// CPU. Default none: every operator is of the default domain.
    /// </summary>
    public KernelOperators Kernels { get; init; }

    /// <summary>
    /// Whether batch-norm with fixed statistics is folded into the convolution in front of it at run time, which makes its gradient weight-sized
    /// work. Default true.
    /// </summary>
    public bool FoldBatchNorm { get; init; } = true;

    /// <summary>
    /// The number of images in every batch, 1 or more; null (the default) leaves it open. Depthwise weight gradients have a form several times faster for a
    /// known batch: the group attribute of a Conv cannot depend on an open one.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Further inputs of the forward model that are fed with every batch, e.g. dropout masks, float32 with the batch as first dimension. Default none: the
    /// model has one input.
    /// </summary>
    public IReadOnlyList<string> ExtraFeeds { get; init; } = [];

    /// <summary>Further values that become graph outputs, e.g. running statistics. Default none.</summary>
    public IReadOnlyList<string> ExtraOutputs { get; init; } = [];
}
