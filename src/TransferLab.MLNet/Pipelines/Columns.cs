namespace TransferLab.MLNet.Pipelines;

/// <summary>Names of the columns that only live inside a transform; the last step drops them.</summary>
internal static class Columns
{
    /// <summary>Path of the image, text.</summary>
    public const string Path = "TransferLab.Path";

    /// <summary>The encoded image, a vector of bytes.</summary>
    public const string Bytes = "TransferLab.Bytes";

    /// <summary>The key by which every row finds the model's text: always true.</summary>
    public const string Key = "TransferLab.Key";

    /// <summary>The model's text; the rows share one string.</summary>
    public const string Model = "TransferLab.Model";

    /// <summary>Features or scores, a vector of open length.</summary>
    public const string Values = "TransferLab.Values";

    /// <summary>The label as text; in multi-label models all of them.</summary>
    public const string Label = "TransferLab.Label";

    /// <summary>Begin of the names of slices and single values.</summary>
    public const string Part = "TransferLab.Part";
}
