namespace TransferLab.Freezing;

/// <summary>Reads batch-norm modes.</summary>
public static class BatchNormModes
{
    /// <summary>Reads <c>affine</c> or <c>frozen</c>.</summary>
    /// <exception cref="FreezeException">It is another word, or <c>train</c>, which does not exist yet.</exception>
    public static BatchNormMode Parse(string text) => text switch
    {
        "affine" => BatchNormMode.Affine,
        "frozen" => BatchNormMode.Frozen,
        "train" => throw new FreezeException("Batch normalization that trains its statistics ('train') is not available; use 'affine' (scale and shift train) or 'frozen'."),
        _ => throw new FreezeException($"There is no batch-norm mode '{text}'; use 'affine' or 'frozen'."),
    };
}
