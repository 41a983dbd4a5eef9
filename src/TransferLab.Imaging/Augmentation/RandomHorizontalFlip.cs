namespace TransferLab.Imaging.Augmentation;

/// <summary>Mirrors the picture left to right with a probability. Draws one number.</summary>
internal sealed record RandomHorizontalFlip : RandomGeometricTransform
{
    protected override SampleView Change(SampleView view, ref SampleRandom random) => view.Mirror();
}

/// <summary>Mirrors the picture top to bottom with a probability. For pictures that have no up and down: from above, through a microscope.</summary>
internal sealed record RandomVerticalFlip : RandomGeometricTransform
{
    protected override SampleView Change(SampleView view, ref SampleRandom random) => view.Flip();
}
