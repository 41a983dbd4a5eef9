namespace TransferLab.Imaging.Augmentation;

/// <summary>Moves the picture by a part of what is seen, uniform in both directions along each axis.</summary>
internal sealed record RandomTranslation : RandomGeometricTransform
{
    /// <summary>Largest move along the width, as a part of it, 0 to 1. Default 0.1.</summary>
    public double MaxX { get; init; } = 0.1;

    /// <summary>Largest move along the height, as a part of it, 0 to 1. Default 0.1.</summary>
    public double MaxY { get; init; } = 0.1;

    protected override void CheckOwn()
    {
        Ranges.Check(this, "x", MaxX, 0, 1);
        Ranges.Check(this, "y", MaxY, 0, 1);
    }

    protected override SampleView Change(SampleView view, ref SampleRandom random) => Move(view, random.Uniform(-MaxX, MaxX), random.Uniform(-MaxY, MaxY));

    /// <summary>Moves a view's content right and down, by parts of its size.</summary>
    internal static SampleView Move(in SampleView view, double x, double y) =>
        view.Look(Projection.Translation(-x * view.Region.Width, -y * view.Region.Height));

    public override RandomTranslation Read(TransformSettings settings) =>
        this with { Probability = settings.Probability(), MaxX = settings.Number("x", MaxX), MaxY = settings.Number("y", MaxY) };
}

/// <summary>Slants the picture about the middle of what is seen: rows are shifted in proportion to their height,
/// columns to their place, uniform in both directions.</summary>
internal sealed record RandomShear : RandomGeometricTransform
{
    /// <summary>Largest shift of a row, in pixels per pixel of height, 0 to 2. Default 0.15.</summary>
    public double MaxX { get; init; } = 0.15;

    /// <summary>Largest shift of a column, in pixels per pixel of width, 0 to 2. Default 0.15.</summary>
    public double MaxY { get; init; } = 0.15;

    protected override void CheckOwn()
    {
        Ranges.Check(this, "x", MaxX, 0, 2);
        Ranges.Check(this, "y", MaxY, 0, 2);
    }

    protected override SampleView Change(SampleView view, ref SampleRandom random)
    {
        var (x, y) = (random.Uniform(-MaxX, MaxX), random.Uniform(-MaxY, MaxY));
        return Slant(Slant(view, x, 0), 0, y);
    }

    /// <summary>Shifts a view's rows left by x and columns up by y times the distance from the middle, downwards and to the right.</summary>
    internal static SampleView Slant(in SampleView view, double x, double y) => view.LookFromMiddle(Projection.Shearing(x, y));

    public override RandomShear Read(TransformSettings settings) =>
        this with { Probability = settings.Probability(), MaxX = settings.Number("x", MaxX), MaxY = settings.Number("y", MaxY) };
}
