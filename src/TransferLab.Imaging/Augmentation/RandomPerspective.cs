namespace TransferLab.Imaging.Augmentation;

/// <summary>Shows the picture as if it were looked at from aside: each corner moves inwards by a part of half the width
/// and half the height, uniform from 0 (torchvision's RandomPerspective).</summary>
internal sealed record RandomPerspective : RandomGeometricTransform
{
    /// <summary>Largest move of a corner, as a part of half the side, 0 to 0.9. Default 0.3.</summary>
    public double Distortion { get; init; } = 0.3;

    protected override void CheckOwn() => Ranges.Check(this, "distortion", Distortion, 0, 0.9);

    protected override SampleView Change(SampleView view, ref SampleRandom random)
    {
        var (width, height) = (view.Region.Width, view.Region.Height);
        var (x, y) = (Distortion * width / 2, Distortion * height / 2);
        var corners = Projection.SquareTo(
            (random.Uniform(0, x), random.Uniform(0, y)),
            (width - random.Uniform(0, x), random.Uniform(0, y)),
            (width - random.Uniform(0, x), height - random.Uniform(0, y)),
            (random.Uniform(0, x), height - random.Uniform(0, y)));
        return view.Look(Projection.Scaling(width, height).After(corners.Inverse()));
    }

    public override RandomPerspective Read(TransformSettings settings) =>
        this with { Probability = settings.Probability(), Distortion = settings.Number("distortion", Distortion) };
}
