using System.Globalization;
using System.Text;
using TransferLab.Onnx;
using TransferLab.Onnx.Shapes.Rules;
using TransferLab.TensorFlow;
using TransferLab.Testing;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests;

/// <summary>docs/supported-operators.md says what the registries say. TRANSFERLAB_REGENERATE=1 rewrites it.</summary>
public class SupportedOperatorsTests
{
    private static readonly string s_path = Path.Combine(RepositoryRoot.Path, "docs", "supported-operators.md");

    /// <summary>The operators that issue 2 asks for.</summary>
    private static readonly string[] s_required =
    [
        "Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "Neg", "Pow", "Sqrt", "Exp", "Log", "Erf", "Relu", "LeakyRelu", "PRelu", "Clip",
        "Sigmoid",
        "HardSigmoid", "HardSwish", "Tanh", "Elu", "Gelu", "Softmax", "LogSoftmax", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool",
        "BatchNormalization",
        "LayerNormalization", "InstanceNormalization", "LRN", "ReduceMean", "ReduceSum", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Concat",
        "Split", "Slice",
        "Gather", "Pad", "Expand", "Dropout", "Identity", "Cast", "Where",
    ];

    [Fact]
    public void The_page_of_supported_operators_is_current()
    {
        var page = Page();
        if (Environment.GetEnvironmentVariable("TRANSFERLAB_REGENERATE") == "1")
            File.WriteAllText(s_path, page);
        Assert.True(File.Exists(s_path) && File.ReadAllText(s_path) == page,
            "docs/supported-operators.md does not say what the registries say: run this test with TRANSFERLAB_REGENERATE=1 and commit the page.");
    }

    [Fact]
    public void Every_operator_the_design_asks_for_has_a_differentiable_rule() =>
        Assert.Empty(s_required.Except(GradientRegistry.Default.Keys.Where(k => k.Domain.Length == 0 && !IsMark(k)).Select(k => k.OpType)));

    [Fact]
    public void Every_operator_with_a_gradient_has_a_shape_rule() =>
        Assert.Empty(GradientRegistry.Default.Keys.Where(k => k.Domain.Length == 0 && !IsMark(k)).Select(k => k.OpType).Distinct()
            .Except(ShapeRules.Operators));

    private static string Page()
    {
        var keys = GradientRegistry.Default.Keys.Where(k => k.Domain.Length == 0).ToLookup(k => k.OpType);
        var reference = ReferenceInterpreter.SupportedOperators.ToHashSet();
        var page = new StringBuilder();
        page.Append("""
            # Supported operators

            Generated from the registries by `SupportedOperatorsTests`; rewrite it with `TRANSFERLAB_REGENERATE=1`. How to add one: [adding-an-operator.md](adding-an-operator.md).

            *Gradient*: the operator-set versions from which on a rule holds; "none flows" marks operators whose output does not depend differentiably on their
            inputs. *Shapes*: whether shape inference knows the operator. *Reference*: whether the double-precision interpreter of the tests runs it, so that its gradient
            can be checked against central differences.

            | Operator | Gradient | Shapes | Reference |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var op in keys.Select(k => k.Key).Union(ShapeRules.Operators).Union(reference).Order(StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture,
                $"| {op} | {Gradient(keys[op])} | {Mark(ShapeRules.Operators.Contains(op))} | {Mark(reference.Contains(op))} |\n");
        page.Append("""

            ## TensorFlow operators that are converted

            What the converter takes, or what falls away in its clean-up ([tensorflow.md](tensorflow.md)). Random numbers, batches as space and branches only in the patterns
            described there; anything else is an error that lists every node.


            """.ReplaceLineEndings("\n"));
        foreach (var op in TensorFlowModel.Operators)
            page.Append(CultureInfo.InvariantCulture, $"- {op}\n");
        return page.ToString();
    }

    private static string Gradient(IEnumerable<(string Domain, string OpType, long SinceVersion)> keys)
    {
        var rules = keys.ToArray();
        return rules.Length == 0 ? "" : rules.All(IsMark) ? "none flows" : "since " + string.Join(", ", rules.Select(r => r.SinceVersion));
    }

    private static string Mark(bool yes) => yes ? "yes" : "";

    /// <summary>Whether the entry says that no gradient flows: all such entries share one rule.</summary>
    private static bool IsMark((string Domain, string OpType, long SinceVersion) key)
    {
        var marks = new GradientRegistry();
        marks.AddNonDifferentiable("Shape");
        Assert.True(marks.TryFind(new Node("Shape", [], []), 1, out var mark));
        Assert.True(GradientRegistry.Default.TryFind(new Node(key.OpType, [], []) { Domain = key.Domain }, key.SinceVersion, out var rule));
        return rule == mark;
    }
}
