namespace TransferLab.Networks;

/// <summary>Activation functions of a head's hidden layers.</summary>
public enum ActivationKind
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, 0.01 x elsewhere.</summary>
    LeakyRelu,

    /// <summary>x where positive, exp(x) - 1 elsewhere (Clevert et al. 2016).</summary>
    Elu,

    /// <summary>x Φ(x) with the normal distribution function Φ, exact (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>tanh(x), -1 to 1.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)), 0 to 1.</summary>
    Sigmoid,
}
