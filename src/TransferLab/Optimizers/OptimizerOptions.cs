namespace TransferLab.Optimizers;

/// <summary>The choice of an optimizer and its constants. The learning rate is no part of it: it comes with each step, from the schedule.</summary>
public sealed record OptimizerOptions
{
    /// <summary>One of <see cref="OptimizerCatalog.Names"/>; <c>adamw</c> by default.</summary>
    public string Name { get; init; } = "adamw";
    /// <summary>Momentum factor of <c>momentum</c> and <c>nesterov</c>, in [0, 1); 0.9 by default.</summary>
    public float Momentum { get; init; } = 0.9f;
    /// <summary>Decay of the mean of gradients (Adam), in [0, 1); 0.9 by default.</summary>
    public float Beta1 { get; init; } = 0.9f;
    /// <summary>Decay of the mean of squared gradients (Adam), in [0, 1); 0.999 by default.</summary>
    public float Beta2 { get; init; } = 0.999f;
    /// <summary>Added to the root of the squared mean (Adam), more than 0; 1e-8 by default.</summary>
    public float Epsilon { get; init; } = 1e-8f;
    /// <summary>Weight decay λ, 0 or more. <c>adamw</c> decays weights directly, w ← w − lr·λ·w (Loshchilov and Hutter 2019); all others
    /// add the gradient of an L2 penalty, g + λ·w. Null (the default) means the optimizer's own: 0.01 for <c>adamw</c>, else 0.</summary>
    public float? WeightDecay { get; init; }
    /// <summary>Factor of the L1 penalty λ₁·Σ|w|, 0 (the default) or more; its subgradient λ₁·sign(w) is added to the gradient.</summary>
    public float L1 { get; init; }
    /// <summary>How many threads share a step, 1 or more; 0 (the default) means one per core. The result is the same to the bit.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">One is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "in [0, 1)");
        Check(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "in [0, 1)");
        Check(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "in [0, 1)");
        Check(Epsilon is > 0 and < float.PositiveInfinity, nameof(Epsilon), Epsilon, "more than 0");
        Check(WeightDecay is null or (>= 0 and < float.PositiveInfinity), nameof(WeightDecay), WeightDecay ?? 0, "0 or more");
        Check(L1 is >= 0 and < float.PositiveInfinity, nameof(L1), L1, "0 or more");
        Check(Threads >= 0, nameof(Threads), Threads, "0 or more");
    }

    private static void Check(bool holds, string name, float value, string range)
    {
        if (!holds)
            throw new SettingException($"The optimizer's {name} is {value}; it must be {range}.");
    }
}
