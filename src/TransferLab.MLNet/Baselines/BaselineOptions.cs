namespace TransferLab.MLNet.Baselines;

/// <summary>What a trainer of ML.NET is measured on: the same splits as a comparison's.</summary>
public sealed record BaselineOptions
{
    /// <summary>Folder of pictures, as given to <c>transferlab compare</c>; single-label.</summary>
    public required string Images { get; init; }

    /// <summary>Folder for the result, for <c>transferlab compare --merge</c>. What an earlier baseline left there is replaced.</summary>
    public required string Output { get; init; }

    /// <summary>Name of the row, e.g. <c>mlnet:sdca</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Number of runs, 1 or more; default 3, as that of <c>compare</c>.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>The first seed; each decides a split. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of the images held out, above 0 and below 1; default 0.2. Ignored where the folder has a validation part.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>What repeats the measurement, for the report.</summary>
    public string Command { get; init; } = "";

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(Seeds, 1);
        if (Validation is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Validation), Validation, "The share held out is above 0 and below 1.");
    }
}
