using System.Globalization;
using TransferLab.Data;
using TransferLab.Initialization;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Heads;

/// <summary>
/// The new classifier on top of a backbone: pooling where the features are not yet a vector, then dropout, then one linear layer
/// <c>logits[N,K] = features[N,F] weight[K,F]^T + bias[K]</c>.
/// </summary>
/// <param name="Features">The vector <c>[N,F]</c> that the linear layer reads, before dropout.</param>
/// <param name="Logits">The class scores <c>[N,K]</c>, an output of the graph.</param>
/// <param name="Weight">Initializer <c>[K,F]</c>.</param>
/// <param name="Bias">Initializer <c>[K]</c>.</param>
/// <param name="DropoutMask">
/// Float input <c>[N,F]</c> to feed in training: 1/(1-rate) for what stays, 0 for what is dropped; null without dropout. As an input it makes runs
/// repeatable, which the runtime's own random operator would not.
/// </param>
/// <param name="FeatureCount">F.</param>
public sealed record ClassifierHead(string Features, string Logits, string Weight, string Bias, string? DropoutMask, int FeatureCount)
{
    // A stream of its own, so that no draw here repeats one made elsewhere from the same seed.
    private static readonly ulong s_dropoutStream = CounterRandom.Hash("head.dropout");

    /// <summary>Learned numbers of a head with this many classes.</summary>
    public static long CountParameters(int features, int classes) => ((long)features + 1) * classes;

    /// <summary>
    /// Appends a head to a model, in place. Weight and bias start uniform in ±1/sqrt(F), as PyTorch's Linear does (Kaiming uniform with a = sqrt 5): never equal, since
    /// equal units would learn the same. They are a function of the seed alone. The model's outputs become the logits.
    /// </summary>
    /// <param name="model">The model to extend.</param>
    /// <param name="featureValue">Its features: a vector <c>[N,F]</c>, a map or tokens; the shape can be worked out.</param>
    /// <param name="options">Classes, seed, dropout.</param>
    /// <exception cref="InvalidOperationException">The features have no shape a head can go on.</exception>
    public static ClassifierHead Append(OnnxModel model, string featureValue, ClassifierHeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Classes, 1);
        if (options.DropoutRate is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(options), $"The dropout rate {options.DropoutRate.ToString(CultureInfo.InvariantCulture)} is not from 0 to below 1.");
        var builder = new GraphBuilder(model.Graph, ShapeTable.Infer(model));
        var rank = builder.Shapes.Shape(featureValue).Rank;
        var features = FeaturePooling.Append(builder, featureValue, options.ChannelAxis ?? (rank == 3 ? 2 : 1));
        var shape = builder.Shapes.Shape(features);
        if (!shape[1].IsKnown || shape[1].Value == 0)
            throw new InvalidOperationException($"The number of features in '{features}' {shape} is not known.");
        var count = (int)shape[1].Value;
        var dropped = features;
        string? mask = null;
        if (options.DropoutRate > 0)
        {
            mask = builder.NewName("head.dropout_mask");
            model.Graph.Inputs.Add(new ValueInfo(mask, ElementType.Float, shape));
            builder.Shapes.Set(mask, ElementType.Float, shape);
            dropped = builder.AddNamed(builder.NewName("head.dropped"), "Mul", [features, mask]);
        }
        string weight = builder.NewName("head.weight"), bias = builder.NewName("head.bias");
        model.Graph.Initializers.Add(weight, Initial(options, "head.weight", count, options.Classes, count));
        model.Graph.Initializers.Add(bias, Initial(options, "head.bias", count, options.Classes));
        var logits = builder.AddNamed(builder.NewName("logits"), "Gemm", [dropped, weight, bias], NodeAttribute.Int("transB", 1));
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.Add(new ValueInfo(logits, ElementType.Float, new Shape(shape[0], options.Classes)));
        return new(features, logits, weight, bias, mask, count);
    }

    /// <summary>Appends a head without dropout to a model, in place; see the other overload.</summary>
    public static ClassifierHead Append(OnnxModel model, string featureValue, int classes, ulong seed) =>
        Append(model, featureValue, new ClassifierHeadOptions { Classes = classes, Seed = seed });

    /// <summary>
    /// Fills a dropout mask: 0 with probability <paramref name="rate"/>, 1/(1-rate) otherwise, a function of (seed, step, element) alone.
    /// </summary>
    /// <param name="mask">The buffer of <see cref="DropoutMask"/>.</param>
    /// <param name="rate">From 0 to below 1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">Number of the optimizer step.</param>
    public static void FillDropoutMask(Span<float> mask, float rate, ulong seed, long step)
    {
        var kept = 1 / (1 - rate);
        var random = new CounterRandom(seed, s_dropoutStream, (ulong)step);
        foreach (ref var m in mask)
            m = random.NextSingle() < rate ? 0 : kept;
    }

    private static Tensor Initial(ClassifierHeadOptions options, string name, int features, params long[] dims)
    {
        var values = new float[dims.Aggregate(1L, (a, b) => checked(a * b))];
        WeightInitializer.FanInUniform(values, features, options.Seed, name);
        return Tensor.From(values, dims);
    }
}
