namespace TransferLab.Settings;

/// <summary>
/// Settings a phase takes where the user names none: a linear head on fixed features stands, and needs, far larger steps than a pretrained backbone.
/// </summary>
internal sealed record PhaseDefaults
{
    /// <summary>Training the head on frozen features.</summary>
    public static PhaseDefaults LinearProbe { get; } = new() { Epochs = 60, LearningRate = 3e-3, Schedule = "one-cycle", Patience = 20, WeightDecay = 1e-4 };

    /// <summary>Training pretrained layers.</summary>
    public static PhaseDefaults FineTune { get; } = new() { Epochs = 10, LearningRate = 3e-5, Schedule = "one-cycle", Patience = 0, WeightDecay = 1e-2 };

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Peak learning rate for AdamW with batches of 16.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Name of the learning-rate schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>Share of the phase's steps in which the rate first rises linearly to where the schedule begins, 0 to below 1. Default 0.</summary>
    public double WarmUp { get; init; }

    /// <summary>Epochs without improvement after which the phase stops; 0 for never.</summary>
    public required int Patience { get; init; }

    /// <summary>Decoupled weight decay.</summary>
    public required double WeightDecay { get; init; }
}
