using System.Diagnostics.CodeAnalysis;
using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Autodiff.Rules.Convolution;
using TransferLab.Autodiff.Rules.Elementwise;
using TransferLab.Autodiff.Rules.Layout;
using TransferLab.Autodiff.Rules.Matrix;
using TransferLab.Autodiff.Rules.Normalization;
using TransferLab.Autodiff.Rules.Pooling;
using TransferLab.Autodiff.Rules.Reductions;

namespace TransferLab.Autodiff;

/// <summary>
/// Writes the gradient of one node: reads the output gradients from the context, appends ONNX nodes, and gives a gradient to each input that needs one.
/// </summary>
/// <param name="context">The node, its values, and where results go.</param>
public delegate void GradientRule(GradientContext context);

/// <summary>
/// The gradient rules, keyed by domain, operator and the operator-set version since which they hold. A family of operators registers itself
/// from a file of its own under <c>Rules/</c>; <see cref="Default"/> lists the families.
/// </summary>
public sealed class GradientRegistry
{
    private readonly Dictionary<(string Domain, string OpType), SortedList<long, GradientRule>> _rules = [];

    /// <summary>All rules that come with TransferLab.</summary>
    public static GradientRegistry Default { get; } = CreateDefault();

    /// <summary>Every registered (domain, operator, since-version), sorted.</summary>
    public IEnumerable<(string Domain, string OpType, long SinceVersion)> Keys =>
        _rules.SelectMany(r => r.Value.Keys.Select(v => (r.Key.Domain, r.Key.OpType, v))).OrderBy(k => k.OpType, StringComparer.Ordinal).ThenBy(k => k.v);

    /// <summary>Registers a rule for an operator of the default domain.</summary>
    /// <param name="opType">Operator, e.g. <c>Conv</c>.</param>
    /// <param name="sinceVersion">First operator-set version whose form of the operator the rule understands.</param>
    /// <param name="rule">The rule.</param>
    public void Add(string opType, long sinceVersion, GradientRule rule) => Add("", opType, sinceVersion, rule);

    /// <summary>Registers a rule.</summary>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public void Add(string domain, string opType, long sinceVersion, GradientRule rule)
    {
        if (!_rules.TryGetValue((domain, opType), out var versions))
            _rules.Add((domain, opType), versions = []);
        versions.Add(sinceVersion, rule);
    }

    /// <summary>
    /// Marks an operator whose output does not depend differentiably on its inputs (shapes, comparisons, rounding): no gradient flows through.
    /// </summary>
    public void AddNonDifferentiable(string opType, long sinceVersion = 1) => Add(opType, sinceVersion, static c => c.Stop());

    /// <summary>The rule of the highest since-version that is not above the operator-set version.</summary>
    public bool TryFind(Node node, long opset, [NotNullWhen(true)] out GradientRule? rule)
    {
        rule = null;
        if (!_rules.TryGetValue((node.Domain, node.OpType), out var versions))
            return false;
        foreach (var (since, candidate) in versions)
            if (since <= opset || node.Domain.Length > 0)
                rule = candidate;
        return rule is not null;
    }

    /// <summary>
    /// These rules, but where one kernel computes a gradient they write one node of a domain that no runtime knows: <see cref="KernelRewriting"/>
    /// must follow, for the same kernels.
    /// </summary>
    public GradientRegistry WithKernels(KernelOperators kernels) => kernels == KernelOperators.None ? this : KernelGradients.AddTo(this, kernels);

    /// <summary>These rules, with another that goes first for an operator of the default domain; where it writes nothing and returns false, the rule that was
    /// there follows.</summary>
    internal GradientRegistry With(string opType, Func<GradientContext, bool> first)
    {
        var copy = new GradientRegistry();
        foreach (var (key, versions) in _rules)
            foreach (var (since, rule) in versions)
                copy.Add(key.Domain, key.OpType, since, key == ("", opType) ? c => { if (!first(c)) rule(c); } : rule);
        return copy;
    }

    private static GradientRegistry CreateDefault()
    {
        var registry = new GradientRegistry();
        // Their output does not depend differentiably on their inputs: no gradient flows through, and that is no error.
        foreach (var op in (string[])[
            "Shape", "Size", "Constant", "ConstantOfShape", "Range", "OneHot", "EyeLike", "NonZero", "Unique",
            "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf",
            "ArgMax", "ArgMin", "Floor", "Ceil", "Round", "Sign", "Hardmax",
            "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor",
            "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial"])
            registry.AddNonDifferentiable(op);
        ArithmeticRules.Register(registry);
        RectifierRules.Register(registry);
        SmoothActivationRules.Register(registry);
        MatrixRules.Register(registry);
        EinsumRules.Register(registry);
        AxisRules.Register(registry);
        ReductionRules.Register(registry);
        PassThroughRules.Register(registry);
        ShapeRules.Register(registry);
        JoinRules.Register(registry);
        WindowRules.Register(registry);
        GatherRules.Register(registry);
        ResizeRules.Register(registry);
        ConvolutionRules.Register(registry);
        PoolingRules.Register(registry);
        NormalizationRules.Register(registry);
        return registry;
    }
}
