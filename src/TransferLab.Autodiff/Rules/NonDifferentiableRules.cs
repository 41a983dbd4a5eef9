namespace TransferLab.Autodiff.Rules;

/// <summary>Operators whose output does not depend differentiably on their inputs: no gradient flows through, and that is no error.</summary>
internal static class NonDifferentiableRules
{
    public static void Register(GradientRegistry registry)
    {
        foreach (var op in (string[])[
            "Shape", "Size", "Constant", "ConstantOfShape", "Range", "OneHot", "EyeLike", "NonZero", "Unique",
            "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf",
            "ArgMax", "ArgMin", "Floor", "Ceil", "Round", "Sign", "Hardmax",
            "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor",
            "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial"])
            registry.AddNonDifferentiable(op);
    }
}
