namespace TransferLab.Service.Explain;

/// <summary>Where the classifier looked for a label.</summary>
internal sealed record ExplainResponse
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version that answered.</summary>
    public required int Version { get; init; }

    /// <summary>The label asked about, or the most probable one.</summary>
    public required string Label { get; init; }

    /// <summary>Its probability, 0 to 1.</summary>
    public required float Probability { get; init; }

    /// <summary>Rows and columns of <see cref="Map"/>.</summary>
    public required IReadOnlyList<int> Grid { get; init; }

    /// <summary>The heat map, row by row, 0 to 1; 0 everywhere where no place speaks for the label.</summary>
    public required IReadOnlyList<IReadOnlyList<float>> Map { get; init; }

    /// <summary>The part of the picture that the map lies on.</summary>
    public required ExplainRegion Region { get; init; }
}

/// <summary>
/// The rectangle of the picture that the map lies on, in shares of the upright picture's width and height; where the model's resize rule pads it sticks out.
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal sealed record ExplainRegion(double X, double Y, double Width, double Height);
