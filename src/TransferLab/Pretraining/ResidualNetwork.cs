using TransferLab.Initialization;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Pretraining;

/// <summary>
/// A small residual network (He et al. 2016) with random weights, as ONNX: a 3×3 stem of stride 2, stages of basic blocks that halve the resolution each, a 1×1
/// convolution that widens the features, and global averages of it and of the last stage, side by side: what a picture is made of is known earlier in a network than what it shows
/// (hypercolumns, Hariharan et al. 2015). Convolutions have no bias and are followed by batch normalisation.
/// </summary>
public sealed record ResidualNetwork
{
    /// <summary>The graph's input, float32 [N,3,Size,Size].</summary>
    public const string InputName = "image";

    /// <summary>The graph's output, float32 [N,Features].</summary>
    public const string OutputName = "features";

    private const float Epsilon = 1e-5f;

    /// <summary>Name of the graph.</summary>
    public string Name { get; init; } = "transferlab-resnet";

    /// <summary>Height and width of the input in pixels: a multiple of 2 to the number of halvings.</summary>
    public int Size { get; init; } = 96;

    /// <summary>Channels after the stem.</summary>
    public int Stem { get; init; } = 24;

    /// <summary>Channels and number of blocks of each stage.</summary>
    public IReadOnlyList<(int Channels, int Blocks)> Stages { get; init; } = [(32, 1), (64, 2), (128, 2), (192, 1)];

    /// <summary>Channels of the last convolution.</summary>
    public int Last { get; init; } = 320;

    /// <summary>How many of the last stages lend their averages to the features, 0 to all.</summary>
    public int PooledStages { get; init; } = 1;

    /// <summary>Length of the feature vector: the channels of the pooled stages and of the last convolution.</summary>
    public int Features => Last + Stages.Skip(Stages.Count - PooledStages).Sum(s => s.Channels);

    /// <summary>Writes the network. Weights come from He's normal distribution; the last normalisation of each block starts at 0, so that blocks start as identities.</summary>
    /// <param name="seed">Of the weights.</param>
    public OnnxModel Create(ulong seed)
    {
        var model = new OnnxModel(Name, 18) { Producer = "TransferLab" };
        model.Graph.Inputs.Add(new ValueInfo(InputName, ElementType.Float, new Shape(Dim.Of("N"), 3, Size, Size)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var x = Activation(b, "stem", Normalised(b, seed, "stem", InputName, 3, Stem, 3, 2));
        var channels = Stem;
        var pooled = new List<string>();
        for (var stage = 0; stage < Stages.Count; stage++)
        {
            for (var block = 0; block < Stages[stage].Blocks; block++)
            {
                x = Block(b, seed, $"stage{stage + 1}.block{block + 1}", x, channels, Stages[stage].Channels, block == 0 ? 2 : 1);
                channels = Stages[stage].Channels;
            }
            if (stage >= Stages.Count - PooledStages)
                pooled.Add(b.AddNamed($"stage{stage + 1}.pool", "GlobalAveragePool", [x]));
        }
        x = Activation(b, "last", Normalised(b, seed, "last", x, channels, Last, 1, 1));
        pooled.Add(b.AddNamed("pool", "GlobalAveragePool", [x]));
        var together = pooled.Count == 1 ? pooled[0] : b.AddNamed("pools", "Concat", pooled, NodeAttribute.Int("axis", 1));
        b.AddNamed(OutputName, "Flatten", [together], NodeAttribute.Int("axis", 1));
        model.Graph.Outputs.Add(new ValueInfo(OutputName, ElementType.Float, new Shape(Dim.Of("N"), Features)));
        return model;
    }

    private static string Block(GraphBuilder b, ulong seed, string name, string x, int from, int to, int stride)
    {
        var y = Activation(b, $"{name}.conv1", Normalised(b, seed, $"{name}.conv1", x, from, to, 3, stride));
        y = Normalised(b, seed, $"{name}.conv2", y, to, to, 3, 1, startsAtZero: true);
        var skip = stride == 1 && from == to ? x : Normalised(b, seed, $"{name}.skip", x, from, to, 1, stride);
        return b.AddNamed(name, "Relu", [b.AddNamed($"{name}.sum", "Add", [y, skip])]);
    }

    private static string Activation(GraphBuilder b, string name, string x) => b.AddNamed($"{name}.relu", "Relu", [x]);

    private static string Normalised(GraphBuilder b, ulong seed, string name, string x, int from, int to, int kernel, int stride, bool startsAtZero = false)
    {
        var weight = new float[(long)to * from * kernel * kernel];
        WeightInitializer.HeNormal(weight, from * kernel * kernel, seed, $"{name}.weight");
        var initializers = b.Graph.Initializers;
        initializers.Add($"{name}.weight", Tensor.From(weight, to, from, kernel, kernel));
        initializers.Add($"{name}.bn.scale", Tensor.Filled(startsAtZero ? 0f : 1f, to));
        initializers.Add($"{name}.bn.shift", Tensor.Filled(0f, to));
        initializers.Add($"{name}.bn.mean", Tensor.Filled(0f, to));
        initializers.Add($"{name}.bn.variance", Tensor.Filled(1f, to));
        long pad = kernel / 2;
        var y = b.AddNamed(name, "Conv", [x, $"{name}.weight"], NodeAttribute.Ints("kernel_shape", kernel, kernel), NodeAttribute.Ints("strides", stride, stride), NodeAttribute.Ints("pads", pad, pad, pad, pad));
        return b.AddNamed($"{name}.bn", "BatchNormalization", [y, .. ((string[])["scale", "shift", "mean", "variance"]).Select(p => $"{name}.bn.{p}")], NodeAttribute.Float("epsilon", Epsilon));
    }
}
