using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;

namespace TransferLab.Studies.CrossValidation;

/// <summary>What a cross-validation is asked to do.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>The runs, but for their folds. Its output is the folder of the cross-validation.</summary>
    public required FineTuneOptions Training { get; init; }

    /// <summary>Number of folds, 2 to 100. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Intervals of the pooled scores; its confidence is that of the interval over folds too.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public void Validate()
    {
        Training.Validate();
        Bootstrap.Validate();
        new FoldSpec { Number = 1, Count = Folds }.Validate();
    }
}
