namespace TransferLab.Autodiff.Updates;

/// <summary>What an <see cref="UpdateGraph"/> computes; the constants of an optimizer. What changes from step to step is an input of the graph.</summary>
public sealed record UpdateOptions
{
    /// <summary>The rule.</summary>
    public required UpdateMethod Method { get; init; }

    /// <summary>Momentum factor μ of <see cref="UpdateMethod.Momentum"/> and <see cref="UpdateMethod.Nesterov"/>.</summary>
    public float Momentum { get; init; }

    /// <summary>β₁ of <see cref="UpdateMethod.Adam"/>.</summary>
    public float Beta1 { get; init; }

    /// <summary>β₂ of <see cref="UpdateMethod.Adam"/>.</summary>
    public float Beta2 { get; init; }

    /// <summary>ε of <see cref="UpdateMethod.Adam"/>.</summary>
    public float Epsilon { get; init; }

    /// <summary>λ₂ of an L2 penalty, which joins the gradient of slices that decay: g + λ₂·w. Default 0.</summary>
    public float L2 { get; init; }

    /// <summary>λ₁ of an L1 penalty, which joins the gradient of slices that decay: g + λ₁·sign(w). Default 0.</summary>
    public float L1 { get; init; }

    /// <summary>λ of decoupled weight decay: slices that decay are multiplied by 1 − rate·λ in each step. Default 0.</summary>
    public float Decay { get; init; }
}
