using TransferLab.Autodiff;

namespace TransferLab.Testing.Reference;

/// <summary>How a gradient is checked. Errors are measured as |actual - expected| / (|expected| + mean |expected| + 0.001).</summary>
public sealed record GradientCheckOptions
{
    /// <summary>Seed of the projection weights and of the choice of elements.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Half the distance of a central difference, times max(1, |x|).</summary>
    public double Step { get; init; } = 1e-5;

    /// <summary>At most this many elements of one tensor are checked, drawn at random where there are more.</summary>
    public int MaxElements { get; init; } = 100;

    /// <summary>Largest error of the gradient graph run in double precision: what a wrong formula exceeds.</summary>
    public double FormulaTolerance { get; init; } = 1e-6;

    /// <summary>Largest error of the gradient graph run by ONNX Runtime in single precision.</summary>
    public double RuntimeTolerance { get; init; } = 1e-4;

    /// <summary>Largest error of the reference interpreter's forward pass against ONNX Runtime's.</summary>
    public double ForwardTolerance { get; init; } = 1e-5;

    /// <summary>
    /// Share of the checked elements that may be off, for whole networks only: a unit that lies at the kink of its activation has no central difference.
    /// </summary>
    public double Outliers { get; init; }

    /// <summary>Whether ONNX Runtime runs the graphs too, without optimisation and with all of it.</summary>
    public bool RunRuntime { get; init; } = true;

    /// <summary>The rules; default <see cref="GradientRegistry.Default"/>.</summary>
    public GradientRegistry? Registry { get; init; }
}
