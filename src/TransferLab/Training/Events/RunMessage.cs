using TransferLab.Errors;

namespace TransferLab.Training.Events;

/// <summary>A sentence for the log: early stopping, resuming, where the package lies.</summary>
/// <param name="Words">The sentence, with the settings in it as data.</param>
/// <param name="IsWarning">Whether the user should look at it.</param>
public sealed record RunMessage(InputMessage Words, bool IsWarning = false) : TrainingEvent
{
    /// <summary>The sentence in the library's own words.</summary>
    public string Text => Words.ToString();
}
