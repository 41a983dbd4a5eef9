namespace TransferLab.Runs;

/// <summary>A run folder or a file in it cannot be used. The message says what is wrong, where, and what to do about it.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class RunException(InputMessage message, Exception? inner = null) : InputException(message, inner);

/// <summary>Training cannot go on, or cannot begin; the message says why and what to change.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class TrainingException(InputMessage message, Exception? inner = null) : InputException(message, inner);
