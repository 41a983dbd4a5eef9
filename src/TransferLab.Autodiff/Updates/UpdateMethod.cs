namespace TransferLab.Autodiff.Updates;

/// <summary>How an <see cref="UpdateGraph"/> moves weights, by its name in the literature.</summary>
public enum UpdateMethod
{
    /// <summary>Plain gradient descent; no state.</summary>
    GradientDescent,

    /// <summary>Heavy-ball momentum; the state is the velocity.</summary>
    Momentum,

    /// <summary>Nesterov's accelerated gradient; the state is the velocity.</summary>
    Nesterov,

    /// <summary>Adaptive moments, with <see cref="UpdateOptions.Decay"/> AdamW; the states are the mean of gradients and that of their squares.</summary>
    Adam,
}
