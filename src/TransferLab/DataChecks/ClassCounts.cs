namespace TransferLab.DataChecks;

/// <summary>How many readable images of a class are on each side.</summary>
/// <param name="Label">The class.</param>
/// <param name="Train">Images to train on; all, where no split can be made.</param>
/// <param name="Validation">Images held out.</param>
/// <param name="Test">Images of the test folder.</param>
public sealed record ClassCounts(string Label, int Train, int Validation, int Test)
{
    /// <summary>Images on all sides.</summary>
    public int Total => Train + Validation + Test;
}
