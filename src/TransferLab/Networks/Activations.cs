namespace TransferLab.Networks;

/// <summary>The activation functions of heads: one line per kind, from which parsing, error messages and nodes come.</summary>
internal static class Activations
{
    private static readonly (ActivationKind Kind, string Name, Func<GraphBuilder, string, string> Append)[] s_all =
    [
        (ActivationKind.Relu, "relu", (b, x) => b.Add("Relu", [x])),
        (ActivationKind.LeakyRelu, "leaky-relu", (b, x) => b.Add("LeakyRelu", [x], NodeAttribute.Float("alpha", 0.01f))),
        (ActivationKind.Elu, "elu", (b, x) => b.Add("Elu", [x], NodeAttribute.Float("alpha", 1))),
        (ActivationKind.Gelu, "gelu", AppendGelu),
        (ActivationKind.Tanh, "tanh", (b, x) => b.Add("Tanh", [x])),
        (ActivationKind.Sigmoid, "sigmoid", (b, x) => b.Add("Sigmoid", [x])),
    ];

    /// <summary>All names, in the order of the documentation.</summary>
    public static IEnumerable<string> Names => s_all.Select(a => a.Name);

    /// <summary>The kind of a name; null for a name that is none.</summary>
    public static ActivationKind? Find(string name) => Array.FindIndex(s_all, a => a.Name == name) is var i and >= 0 ? s_all[i].Kind : null;

    public static string Name(ActivationKind kind) => Of(kind).Name;

    /// <summary>Appends the function to a value and returns the result's name.</summary>
    public static string Append(GraphBuilder builder, ActivationKind kind, string value) => Of(kind).Append(builder, value);

    /// <summary>Whether large inputs of either sign leave no gradient, so that first weights must keep them small.</summary>
    public static bool Saturates(ActivationKind kind) => kind is ActivationKind.Tanh or ActivationKind.Sigmoid;

    private static (ActivationKind Kind, string Name, Func<GraphBuilder, string, string> Append) Of(ActivationKind kind) =>
        s_all[Array.FindIndex(s_all, a => a.Kind == kind)];

    // The operator of that name exists only from operator set 20 on: x/2 (1 + erf(x/√2)).
    private static string AppendGelu(GraphBuilder b, string x)
    {
        var erf = b.Add("Erf", [b.Add("Mul", [x, b.Scalar((float)Math.Sqrt(0.5), 2)])]);
        return b.Add("Mul", [b.Add("Mul", [x, b.Scalar(0.5f, 2)]), b.Add("Add", [erf, b.Scalar(1f, 2)])]);
    }
}

/// <summary>Activation functions of a head's hidden layers.</summary>
internal enum ActivationKind
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
