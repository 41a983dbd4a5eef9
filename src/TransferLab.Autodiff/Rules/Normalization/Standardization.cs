using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>
/// The gradient through x̂ = (x - mean) * r with r = 1/sqrt(variance + epsilon), mean and variance taken over the same axes of x:
/// dx = r * (g - mean(g) - x̂ * mean(g * x̂)). Centred values are kept rather than x̂, so that r is applied to small tensors.
/// </summary>
internal sealed class Standardization
{
    private readonly GraphBuilder _builder;
    private readonly long[] _axes;

    private Standardization(GraphBuilder builder, long[] axes, string centred, string scale)
    {
        _builder = builder;
        _axes = axes;
        Centred = centred;
        InverseDeviation = scale;
    }

    /// <summary>x - mean.</summary>
    public string Centred { get; }

    /// <summary>r, with ones at the normalised axes.</summary>
    public string InverseDeviation { get; }

    /// <summary>Recomputes mean and variance from x, in two passes.</summary>
    public static Standardization Compute(GraphBuilder b, string x, float epsilon, long[] axes)
    {
        var centred = b.Add("Sub", [x, b.ReduceMean(x, true, axes)]);
        var variance = b.ReduceMean(b.Add("Mul", [centred, centred]), true, axes);
        var deviation = b.Add("Sqrt", [b.Add("Add", [variance, b.Scalar(epsilon, b.Shapes.Shape(x).Rank)])]);
        return new(b, axes, centred, b.Add("Reciprocal", [deviation]));
    }

    /// <summary>Takes mean and r from the forward node.</summary>
    public static Standardization FromOutputs(GraphBuilder b, string x, string mean, string inverseDeviation, long[] axes) =>
        new(b, axes, b.Add("Sub", [x, mean]), inverseDeviation);

    /// <summary>x̂.</summary>
    public string Normalized() => _builder.Add("Mul", [Centred, InverseDeviation]);

    /// <summary>dx from the gradient of x̂.</summary>
    public string Gradient(string g)
    {
        var b = _builder;
        var moment = b.ReduceMean(b.Add("Mul", [g, Centred]), true, _axes);
        var slope = b.Add("Mul", [b.Add("Mul", [moment, InverseDeviation]), InverseDeviation]);
        var free = b.Add("Sub", [b.Add("Sub", [g, b.ReduceMean(g, true, _axes)]), b.Add("Mul", [Centred, slope])]);
        return b.Add("Mul", [free, InverseDeviation]);
    }
}
