using TransferLab.Autodiff;
using TransferLab.Autodiff.Rewriting.Kernels;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Runtime;

namespace TransferLab.Testing.Reference;

/// <summary>
/// Checks the gradient graph that <see cref="GradientBuilder"/> writes for a model. The floating-point outputs Y are reduced to the scalar sum of P*Y with
/// fixed random weights P; its gradient is compared with central differences in double precision, once run by the reference interpreter (is the formula
/// right?) and by ONNX Runtime without and with optimisation (does the graph do it in practice?); where kernels in C# take some of it over, in that form too.
/// </summary>
public static class GradientCheck
{
    private const string CheckDomain = "transferlab.testing";

    private static readonly GraphOptimization[] s_levels = [GraphOptimization.None, GraphOptimization.All];

    /// <summary>Checks a model and fails the running test with the worst element where something is off.</summary>
    /// <param name="model">Forward model with single-precision inputs; not modified.</param>
    /// <param name="feeds">Arrays for its inputs; floating-point elements must be exact in single precision.</param>
    /// <param name="wrt">The inputs to differentiate by.</param>
    /// <param name="options">Tolerances.</param>
    public static GradientReport Run(OnnxModel model, IReadOnlyDictionary<string, NDArray> feeds, IReadOnlyList<string> wrt, GradientCheckOptions? options = null)
    {
        options ??= new GradientCheckOptions();
        string[] outputs = [.. model.Graph.Outputs.Select(o => o.Name)];
        var forward = new ReferenceInterpreter(model, outputs);
        var values = forward.Run(feeds);
        var weights = Projection(outputs.Where(o => values[o].IsFloat), values, options.Seed);

        var gradients = BuildGradientModel(model, weights.Keys, wrt, options.Registry ?? GradientRegistry.Default);
        var allFeeds = new Dictionary<string, NDArray>(feeds);
        foreach (var (output, weight) in weights)
            allFeeds.Add(ProjectionName(output), weight);

        var expected = wrt.ToDictionary(name => name, name => Differences(forward, values, weights, name, options));
        var exact = ReferenceInterpreter.Run(gradients, allFeeds, wrt.Select(GradientName));
        var formula = Judge("in double precision", wrt, exact, values, expected, options.FormulaTolerance, options, out var forgiven);
        double runtime = 0;
        var forms = new List<(string Name, OnnxModel Model)> { ("", gradients) };
        if (RuntimeRunner.Device == ComputeDevice.Cpu
            && BuildGradientModel(model, weights.Keys, wrt, options.Registry ?? GradientRegistry.Default, KernelOperators.All) is { } kernels
            && kernels.Opsets.ContainsKey("transferlab"))
            forms.Add((" with kernels in C#", kernels));
        // With optimisation nodes are fused, and the fused forms are other code than the plain ones.
        foreach (var (form, level) in options.RunRuntime ? forms.SelectMany(f => s_levels.Select(l => (f, l))) : [])
        {
            var how = $"by ONNX Runtime on {RuntimeRunner.Device}{form.Name} at optimisation level {level}";
            var computed = RuntimeRunner.Run(form.Model, allFeeds, [.. outputs, .. wrt.Select(GradientName)], level);
            JudgeForward(how, outputs, computed, values, options.ForwardTolerance);
            runtime = Math.Max(runtime, Judge(how, wrt, computed, values, expected, options.RuntimeTolerance, options, out var more));
            forgiven += more;
        }
        return new GradientReport(expected.Values.Sum(e => e.Count), formula, runtime, forgiven);
    }

    /// <summary>The model with the gradients of the projected sum as additional outputs, named by <see cref="GradientName"/>.</summary>
    private static OnnxModel BuildGradientModel(OnnxModel model, IEnumerable<string> outputs, IReadOnlyList<string> wrt, GradientRegistry registry,
        KernelOperators kernels = KernelOperators.None)
    {
        var copy = model.Clone();
        var shapes = ShapeTable.Infer(copy);
        var projected = outputs.ToArray();
        foreach (var output in projected)
        {
            // The weights have the output's declared shape, symbols included: rules must not learn the batch size from the incoming gradient.
            var info = new ValueInfo(ProjectionName(output), ElementType.Float, shapes.Shape(output));
            copy.Graph.Inputs.Add(info);
            shapes.Set(info.Name, info.Type, info.Shape);
        }
        KernelRewriting.Chain(copy.Graph, shapes, kernels, null);
        // A node of the check's own stands for sum(P*Y): its rule hands P to Y, so that the operator under test is the only one whose rule is used.
        var builder = new GraphBuilder(copy.Graph, shapes);
        var loss = builder.NewName("projected_sum");
        var projection = new Node("ProjectedSum", projected, [loss]) { Domain = CheckDomain };
        builder.Append(projection);
        shapes.Set(loss, ElementType.Float, Shape.Scalar);
        var rules = Copy(registry.WithKernels(kernels));
        rules.Add(CheckDomain, "ProjectedSum", 1, c =>
        {
            for (var i = 0; i < projected.Length; i++)
                c.Give(i, ProjectionName(projected[i]));
        });
        var gradients = GradientBuilder.Build(builder, loss, wrt, rules);
        copy.Graph.Nodes.Remove(projection);
        foreach (var name in wrt)
        {
            AssertShape(shapes, name, gradients[name]);
            copy.Graph.Nodes.Add(new Node("Identity", [gradients[name]], [GradientName(name)]));
            copy.Graph.Outputs.Add(new ValueInfo(GradientName(name), ElementType.Float, null));
        }
        KernelRewriting.Apply(copy, shapes, kernels);
        return copy;
    }

    /// <summary>Central differences of the projected sum by elements of one input, by row-major position.</summary>
    private static Dictionary<int, double> Differences(
        ReferenceInterpreter forward, Dictionary<string, NDArray> values, IReadOnlyDictionary<string, NDArray> weights, string name, GradientCheckOptions options)
    {
        var x = values[name];
        int[] elements = [.. Enumerable.Range(0, x.Count)];
        if (x.Count > options.MaxElements)
        {
            new Random(options.Seed).Shuffle(elements);
            elements = [.. elements.Take(options.MaxElements).Order()];
        }
        return elements.ToDictionary(i => i, i =>
        {
            var step = options.Step * Math.Max(1, Math.Abs(x.Values[i]));
            NDArray up = x.Copy(), down = x.Copy();
            up.Values[i] += step;
            down.Values[i] -= step;
            return (ProjectedSum(forward.Rerun(values, name, up), weights) - ProjectedSum(forward.Rerun(values, name, down), weights))
                / (up.Values[i] - down.Values[i]);
        });
    }

    private static double ProjectedSum(Dictionary<string, NDArray> values, IReadOnlyDictionary<string, NDArray> weights)
    {
        double sum = 0;
        foreach (var (output, weight) in weights)
            for (var i = 0; i < weight.Count; i++)
                sum += weight.Values[i] * values[output].Values[i];
        return sum;
    }

    private static double Judge(
        string how, IReadOnlyList<string> wrt, IReadOnlyDictionary<string, NDArray> actual, Dictionary<string, NDArray> values,
        Dictionary<string, Dictionary<int, double>> expected, double tolerance, GradientCheckOptions options, out int forgiven)
    {
        var errors = new List<ElementError>();
        foreach (var name in wrt)
        {
            var gradient = actual[GradientName(name)];
            if (!gradient.Dims.SequenceEqual(values[name].Dims))
                Assert.Fail($"The gradient of '{name}' {how} has shape [{string.Join(',', gradient.Dims)}], not [{string.Join(',', values[name].Dims)}].");
            errors.AddRange(ElementError.Compare($"gradient of {name}", gradient, expected[name]));
        }
        errors.Sort((a, b) => b.Error.CompareTo(a.Error));
        forgiven = errors.Count(e => e.Error > tolerance);
        var allowed = (int)(options.Outliers * errors.Count);
        if (forgiven > allowed)
            Assert.Fail($"{forgiven} of {errors.Count} elements of the gradient differ from central differences by more than {tolerance:E0} {how} ({allowed} may):"
                + string.Concat(errors.Take(5).Select(e => Environment.NewLine + "  " + e)));
        return errors.Count == forgiven ? 0 : errors[forgiven].Error;
    }

    private static void JudgeForward(
        string how, string[] outputs, IReadOnlyDictionary<string, NDArray> actual, Dictionary<string, NDArray> expected, double tolerance)
    {
        foreach (var output in outputs)
        {
            if (!actual[output].Dims.SequenceEqual(expected[output].Dims))
                Assert.Fail($"The output {output} is {actual[output]} {how} but {expected[output]} in the reference interpreter.");
            var worst = ElementError.Compare(output, actual[output], expected[output]).MaxBy(e => e.Error);
            if (worst.Error > tolerance)
                Assert.Fail($"The forward pass {how} differs from the reference interpreter's by more than {tolerance:E0}: {worst}");
        }
    }

    private static void AssertShape(ShapeTable shapes, string value, string gradient)
    {
        if (shapes.Knows(gradient) && !shapes.Shape(gradient).Equals(shapes.Shape(value)))
            Assert.Fail($"The gradient of '{value}' {shapes.Shape(value)} is '{gradient}', inferred to have shape {shapes.Shape(gradient)}.");
    }

    // Weights away from zero, so that every output counts.
    private static Dictionary<string, NDArray> Projection(IEnumerable<string> outputs, Dictionary<string, NDArray> values, int seed)
    {
        var weights = new Dictionary<string, NDArray>();
        foreach (var output in outputs)
        {
            var weight = NDArray.Random(seed + 7919 + weights.Count, -1, 1, values[output].Dims);
            for (var i = 0; i < weight.Count; i++)
                weight.Values[i] = (float)(weight.Values[i] + (weight.Values[i] < 0 ? -0.25 : 0.25));
            weights.Add(output, weight);
        }
        return weights;
    }

    private static GradientRegistry Copy(GradientRegistry registry)
    {
        var copy = new GradientRegistry();
        foreach (var (domain, opType, since) in registry.Keys)
            if (registry.TryFind(new Node(opType, [], []) { Domain = domain }, since, out var rule))
                copy.Add(domain, opType, since, rule);
        return copy;
    }

    private static string ProjectionName(string output) => $"projection/{output}";

    private static string GradientName(string input) => $"gradient/{input}";
}
