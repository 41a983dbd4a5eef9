namespace TransferLab.Imaging.Augmentation.Policies;

/// <summary>AugMix (Hendrycks, Mu, Cubuk, Zoph, Gilmer, Lakshminarayanan: "AugMix: a simple data processing method to improve robustness and uncertainty",
/// 2019): several chains of operations, each on the picture itself, are averaged with weights of Dirichlet(1, …, 1), and the average with the picture with a
/// weight of Beta(1, 1). An operation's magnitude is uniform in 0.1 to the severity, of 10; at 10 rotation by 30°, shear 0.3, moves of a third of the frame,
/// all inverted. The paper's consistency loss is not part of it. It works at the model's input size; beyond the edge the picture is mirrored.</summary>
internal sealed record AugMix : PixelTransform
{
    private const int DeepestChain = 3;
    private const double SmallestLevel = 0.1, LevelRange = 10;

    // Those that the paper's test corruptions do not overlap with.
    private static readonly PolicyOperation[] s_operations =
    [
        PolicyOperation.AutoContrast, PolicyOperation.Equalize, PolicyOperation.Posterize, PolicyOperation.Rotate, PolicyOperation.Solarize,
        PolicyOperation.ShearX, PolicyOperation.ShearY, PolicyOperation.TranslateX, PolicyOperation.TranslateY,
    ];

    /// <summary>Number of chains, 1 to 8. Default 3.</summary>
    public int Chains { get; init; } = 3;
    /// <summary>Operations in a chain, 1 to 8; 0 (the default) draws 1 to 3 for each.</summary>
    public int Depth { get; init; }
    /// <summary>Greatest magnitude, 1 to 10. Default 3.</summary>
    public int Severity { get; init; } = 3;

    public override void Validate()
    {
        Ranges.Check(this, "chains", Chains, 1, 8);
        Ranges.Check(this, "depth", Depth, 0, 8);
        Ranges.Check(this, "severity", Severity, 1, 10);
    }

    public override void Apply(Span<byte> pixels, int width, int height, ref SampleRandom random)
    {
        Span<double> parts = stackalloc double[Chains];
        double sum = 0;
        // Exponential numbers divided by their sum are Dirichlet(1, …, 1).
        foreach (ref var part in parts)
            sum += part = -Math.Log(1 - random.NextDouble());
        var mixed = random.NextDouble();
        var left = WeightedSum.One;
        var total = ArrayPool<ushort>.Shared.Rent(pixels.Length);
        var chain = ArrayPool<byte>.Shared.Rent(pixels.Length + RgbImage.ReadableBytesBeyondEnd);
        var other = ArrayPool<byte>.Shared.Rent(pixels.Length + RgbImage.ReadableBytesBeyondEnd);
        try
        {
            Array.Clear(total, 0, pixels.Length);
            for (var i = 0; i < Chains; i++)
            {
                pixels.CopyTo(chain);
                Chain(ref chain, ref other, pixels.Length, width, height, ref random);
                var weight = Math.Min(left, (int)Math.Round(WeightedSum.One * mixed * (sum > 0 ? parts[i] / sum : 1.0 / Chains)));
                WeightedSum.Add(total, chain.AsSpan(0, pixels.Length), weight);
                left -= weight;
            }
            WeightedSum.Add(total, pixels, left);
            WeightedSum.Take(total, pixels);
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(total);
            ArrayPool<byte>.Shared.Return(chain);
            ArrayPool<byte>.Shared.Return(other);
        }
    }

    public override AugMix Read(TransformSettings settings) =>
        this with { Chains = settings.Whole("chains", Chains), Depth = settings.Whole("depth", Depth), Severity = settings.Whole("severity", Severity) };

    // Geometric operations that follow each other are one resampling.
    private void Chain(ref byte[] current, ref byte[] other, int length, int width, int height, ref SampleRandom random)
    {
        var depth = Depth > 0 ? Depth : 1 + random.NextInt32(DeepestChain);
        var view = new SampleView(width, height);
        for (var i = 0; i < depth; i++)
        {
            var operation = s_operations[random.NextInt32(s_operations.Length)];
            var step = PolicySpace.AugMix.Step(operation, random.Uniform(SmallestLevel, Severity) / LevelRange, random.Chance(0.5));
            view = step.Of(view);
            if (step.IsGeometric && i < depth - 1)
                continue;
            if (view.Warp is { } warp)
            {
                WarpKernel.Warp(ref current[0], width, height, warp, other.AsSpan(0, length), width, height, BorderRule.Of(EdgeFill.Reflect));
                (current, other) = (other, current);
                view = new SampleView(width, height);
            }
            step.Apply(current.AsSpan(0, length), width, height);
        }
    }
}
