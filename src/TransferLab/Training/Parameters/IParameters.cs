namespace TransferLab.Training.Parameters;

/// <summary>The trainable tensors of a phase in one flat vector, their gradients in another of the same layout, and
/// what a step does with them where their memory is: in the processor's (<see cref="ParameterStore"/>) or on the device
/// that runs the graphs. Sessions read weights from and write gradients to the vectors directly.</summary>
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

/// <summary>A flat vector of a phase (weights, gradients, a state of the optimizer), wherever its memory is.</summary>
internal interface IVector
{
    /// <summary>Number of elements.</summary>
    int Length { get; }

    /// <summary>The elements as they stand: the memory itself where the processor can read it, else a copy, which the
    /// next call for any vector of the phase may overwrite.</summary>
    ReadOnlySpan<float> OnHost();

    /// <summary>Takes over elements.</summary>
    /// <param name="values">As many as there are.</param>
    void CopyFrom(ReadOnlySpan<float> values);
}

/// <summary>The moving average of the weights of <see cref="IParameters"/>, which is where they are.</summary>
internal interface IWeightAverage : IDisposable
{
    /// <summary>The average as it stands.</summary>
    IVector Values { get; }

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="steps">Steps of the phase before this one, 0 or more.</param>
    void Update(long steps);

    /// <summary>Puts the average into the place of the weights while something is done with it, and the weights back afterwards.</summary>
    T InPlaceOfWeights<T>(Func<T> use);
}

/// <summary>An optimizer of <see cref="IParameters"/>, whose state is where they are.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>Steps taken so far.</summary>
    long StepCount { get; }

    /// <summary>Names of its state vectors.</summary>
    IReadOnlyList<string> StateNames { get; }

    /// <summary>A state vector.</summary>
    IVector State(string name);

    /// <summary>Continues after a checkpoint: the states have been restored and stand for so many steps.</summary>
    void Resume(long stepCount);

    /// <summary>Moves the weights against their gradients.</summary>
    void Step(StepSettings settings);
}

/// <summary>A vector in the processor's memory.</summary>
/// <param name="memory">Its elements.</param>
internal sealed class HostVector(Func<Span<float>> memory) : IVector
{
    public int Length => memory().Length;

    public ReadOnlySpan<float> OnHost() => memory();

    public void CopyFrom(ReadOnlySpan<float> values) => values.CopyTo(memory());
}
