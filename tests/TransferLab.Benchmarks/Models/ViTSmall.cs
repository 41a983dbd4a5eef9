using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Benchmarks.Models;

/// <summary>
/// ViT-Small with patches of 16 (Dosovitskiy et al. 2020: 12 blocks, width 384, 6 heads) with random weights, and as the yardstick has it: norms behind the blocks, no class token, the mean over tokens as
/// features. Written as an exporter would.
/// </summary>
internal static class ViTSmall
{
    private const int Width = 384;
    private const int Heads = 6;
    private const int Tokens = 14 * 14;
    private const int Blocks = 12;

    /// <summary>The network, and the values after the patches and each block.</summary>
    public static (OnnxModel Model, IReadOnlyList<string> GroupEnds) Create(int seed = 16)
    {
        var model = new OnnxModel("vit_small", 18);
        model.Graph.Inputs.Add(new ValueInfo("input", ElementType.Float, new Shape(Dim.Of("N"), 3, 224, 224)));
        var writer = new Writer(model.Graph, seed);
        var ends = new List<string>();
        var x = writer.Patches();
        ends.Add(x);
        for (var block = 0; block < Blocks; block++)
            ends.Add(x = writer.Block($"block{block}", x));
        var b = writer.Builder;
        var features = b.Add("ReduceMean", [x, b.Ints(1)], NodeAttribute.Int("keepdims", 0));
        model.Graph.Outputs.Add(new ValueInfo(features, ElementType.Float, new Shape(Dim.Of("N"), Width)));
        return (model, ends);
    }

    private sealed class Writer(Graph graph, int seed)
    {
        private readonly Random _random = new(seed);

        public GraphBuilder Builder { get; } = new(graph, new ShapeTable(graph, 18));

        public string Patches()
        {
            var y = Builder.Add("Conv", ["input", Weight("patches.weight", Width, 3, 16, 16), Zeros("patches.bias", Width)], NodeAttribute.Ints("kernel_shape", 16, 16), NodeAttribute.Ints("strides", 16, 16));
            var tokens = Builder.Add("Transpose", [Builder.Add("Reshape", [y, Builder.Ints(0, Width, Tokens)])], NodeAttribute.Ints("perm", 0, 2, 1));
            return Builder.Add("Add", [tokens, Weight("position", 1, Tokens, Width)]);
        }

        public string Block(string name, string x)
        {
            x = Norm(name + ".norm1", Builder.Add("Add", [x, Attention(name, x)]));
            var hidden = Linear(name + ".mlp1", x, Width, 4 * Width);
            return Norm(name + ".norm2", Builder.Add("Add", [x, Linear(name + ".mlp2", Gelu(hidden), 4 * Width, Width)]));
        }

        private string Attention(string name, string x)
        {
            string Split(string part) => Builder.Add("Reshape", [Linear($"{name}.{part}", x, Width, Width), Builder.Ints(0, Tokens, Heads, Width / Heads)]);
            var query = Builder.Add("Transpose", [Split("query")], NodeAttribute.Ints("perm", 0, 2, 1, 3));
            var key = Builder.Add("Transpose", [Split("key")], NodeAttribute.Ints("perm", 0, 2, 3, 1));
            var value = Builder.Add("Transpose", [Split("value")], NodeAttribute.Ints("perm", 0, 2, 1, 3));
            var scores = Builder.Add("Mul", [Builder.Add("MatMul", [query, key]), Builder.Scalar((float)(1 / Math.Sqrt(Width / Heads)))]);
            var mixed = Builder.Add("MatMul", [Builder.Add("Softmax", [scores], NodeAttribute.Int("axis", -1)), value]);
            var joined = Builder.Add("Reshape", [Builder.Add("Transpose", [mixed], NodeAttribute.Ints("perm", 0, 2, 1, 3)), Builder.Ints(0, Tokens, Width)]);
            return Linear(name + ".out", joined, Width, Width);
        }

        private string Linear(string name, string x, int from, int to) =>
            Builder.Add("Add", [Builder.Add("MatMul", [x, Weight(name + ".weight", from, to)]), Zeros(name + ".bias", to)]);

        private string Gelu(string x)
        {
            var erf = Builder.Add("Erf", [Builder.Add("Div", [x, Builder.Scalar((float)Math.Sqrt(2))])]);
            return Builder.Add("Mul", [Builder.Add("Mul", [x, Builder.Add("Add", [erf, Builder.Scalar(1)])]), Builder.Scalar(0.5f)]);
        }

        private string Norm(string name, string x) =>
            Builder.Add("LayerNormalization", [x, Filled(name + ".weight", 1, Width), Zeros(name + ".bias", Width)], NodeAttribute.Int("axis", -1), NodeAttribute.Float("epsilon", 1e-5f));

        private string Weight(string name, params long[] dims)
        {
            var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(0.04 * (_random.NextDouble() - 0.5));
            graph.Initializers.Add(name, Tensor.From(values, dims));
            return name;
        }

        private string Zeros(string name, int count) => Filled(name, 0, count);

        private string Filled(string name, float value, int count)
        {
            graph.Initializers.Add(name, Tensor.Filled(value, count));
            return name;
        }
    }
}
