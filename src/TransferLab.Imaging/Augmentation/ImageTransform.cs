namespace TransferLab.Imaging.Augmentation;

/// <summary>One random change of a training picture: a record of its parameters, which are part of the run's
/// configuration and of cache keys through <see cref="object.ToString"/>. A transform is a
/// <see cref="GeometricTransform"/>, a <see cref="PixelTransform"/> or a <see cref="PolicyTransform"/>.</summary>
internal abstract record ImageTransform
{
    /// <summary>Throws when a parameter is out of range; a pipeline calls it once when it is composed.</summary>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public virtual void Validate() { }

    /// <summary>The transform with what a policy file says of it in place of its own values.</summary>
    public virtual ImageTransform Read(TransformSettings settings) => this;
}

/// <summary>A transform that only chooses which part of the picture is seen, and how. However many there are, they cost one resampling pass together.</summary>
internal abstract record GeometricTransform : ImageTransform
{
    /// <summary>Draws, and narrows or turns what the transforms before have left of the picture.</summary>
    public abstract SampleView Apply(SampleView view, ref SampleRandom random);
}

/// <summary>A geometric transform that happens with a probability. Its first draw decides whether; the parameters are drawn only then.</summary>
internal abstract record RandomGeometricTransform : GeometricTransform
{
    /// <summary>Probability, 0 to 1. Default 0.5.</summary>
    public double Probability { get; init; } = 0.5;

    public sealed override void Validate()
    {
        Ranges.Check(this, "probability", Probability, 0, 1);
        CheckOwn();
    }

    public sealed override SampleView Apply(SampleView view, ref SampleRandom random) => random.Chance(Probability) ? Change(view, ref random) : view;

    public override RandomGeometricTransform Read(TransformSettings settings) => this with { Probability = settings.Probability() };

    /// <summary>Throws when one of its own parameters is out of range.</summary>
    protected virtual void CheckOwn() { }

    /// <summary>Draws the parameters and changes the view.</summary>
    protected abstract SampleView Change(SampleView view, ref SampleRandom random);
}

/// <summary>A transform that changes pixels in place, after the resampling, at the model's input size.</summary>
internal abstract record PixelTransform : ImageTransform
{
    /// <summary>Draws, and changes the pixels, [height,width,3] in 8-bit sRGB.</summary>
    public abstract void Apply(Span<byte> pixels, int width, int height, ref SampleRandom random);
}

/// <summary>A transform of pixels that happens with a probability. Its first draw decides whether; the parameters are drawn only then.</summary>
internal abstract record RandomPixelTransform : PixelTransform
{
    /// <summary>Probability, 0 to 1. Default 0.5.</summary>
    public double Probability { get; init; } = 0.5;

    public sealed override void Validate()
    {
        Ranges.Check(this, "probability", Probability, 0, 1);
        CheckOwn();
    }

    public sealed override void Apply(Span<byte> pixels, int width, int height, ref SampleRandom random)
    {
        if (random.Chance(Probability))
            Change(pixels, width, height, ref random);
    }

    public override RandomPixelTransform Read(TransformSettings settings) => this with { Probability = settings.Probability() };

    /// <summary>Throws when one of its own parameters is out of range.</summary>
    protected virtual void CheckOwn() { }

    /// <summary>Draws the parameters and changes the pixels in place.</summary>
    protected abstract void Change(Span<byte> pixels, int width, int height, ref SampleRandom random);
}

/// <summary>Draws which of several changes a picture gets, geometric ones and others. Both methods go through the same draws; the
/// first takes of them what is geometric, so that it becomes part of the resize, the second the rest, in the order drawn.</summary>
internal abstract record PolicyTransform : ImageTransform
{
    /// <summary>Draws, and carries out what is geometric.</summary>
    public abstract SampleView Apply(SampleView view, SampleRandom random);

    /// <summary>Draws, from the start of the sequence again, and carries out what changes pixels.</summary>
    public abstract void Apply(Span<byte> pixels, int width, int height, SampleRandom random);
}
