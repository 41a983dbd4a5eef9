using TransferLab.Optimizers;
using TransferLab.Runtime;

namespace TransferLab.Training.Parameters;

/// <summary>
/// The trainable tensors of a phase in one flat vector, their gradients in another of the same layout, and what a step does with them where their memory is: in the processor's
/// (<see cref="ParameterStore"/>) or on the device that runs the graphs. Sessions read weights from and write gradients to the vectors directly.
/// </summary>
internal interface IParameters : IDisposable
{
    /// <summary>Where the tensors lie.</summary>
    ParameterLayout Layout { get; }

    /// <summary>The weights.</summary>
    IVector Weights { get; }

    /// <summary>Their gradients.</summary>
    IVector Gradients { get; }

    /// <summary>A tensor of the weights to bind, which the caller disposes.</summary>
    OrtValue WeightValue(ParameterSlice slice);

    /// <summary>A tensor of the gradients to bind, which the caller disposes.</summary>
    OrtValue GradientValue(ParameterSlice slice);

    /// <summary>The squared Euclidean norm of each tensor's gradient, in the order of the layout; not finite where some element is not.</summary>
    void SquaredNorms(Span<double> squares);

    /// <summary>The Euclidean norm of all gradients together; not finite when some element is not.</summary>
    double GlobalNorm();

    /// <summary>Adds the gradients, times a factor, to a sum of their own.</summary>
    /// <param name="scale">The factor.</param>
    /// <param name="first">Whether the sum begins with them.</param>
    /// <param name="last">Whether it ends with them: it then takes the place of the gradients.</param>
    void Accumulate(float scale, bool first, bool last);

    /// <summary>An optimizer with zeroed state.</summary>
    /// <exception cref="ArgumentException">The name is unknown or an option out of range.</exception>
    IParameterOptimizer CreateOptimizer(OptimizerOptions options);

    /// <summary>A moving average that starts from the weights as they stand.</summary>
    /// <param name="decay">Above 0, below 1.</param>
    IWeightAverage CreateAverage(double decay);
}
