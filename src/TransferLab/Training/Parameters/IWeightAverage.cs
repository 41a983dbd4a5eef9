namespace TransferLab.Training.Parameters;

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
