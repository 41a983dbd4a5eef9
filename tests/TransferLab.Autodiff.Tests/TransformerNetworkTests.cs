using TransferLab.Onnx;
using Tensor = TransferLab.Onnx.Tensor;

namespace TransferLab.Autodiff.Tests;

/// <summary>Gradients of all parameters of a small vision transformer, written the way exporters write it.</summary>
public class TransformerNetworkTests
{
    private const int Width = 8;
    private const int Heads = 2;
    private const int Tokens = 5;

    [Fact]
    public void Transformer_block_with_gelu_as_an_operator()
    {
        var net = new TestNetwork(opset: 20);
        Build(net, x => net.Add("Gelu", [x]));
        net.Check();
    }

    [Fact]
    public void Transformer_block_with_gelu_spelled_out()
    {
        var net = new TestNetwork(opset: 17);
        string root = net.Constant(Tensor.Scalar(MathF.Sqrt(2))), one = net.Constant(Tensor.Scalar(1f)), half = net.Constant(Tensor.Scalar(0.5f));
        Build(net, x => net.Add("Mul", [net.Add("Mul", [x, net.Add("Add", [net.Add("Erf", [net.Add("Div", [x, root])]), one])]), half]));
        net.Check();
    }

    [Fact]
    public void Transformer_block_with_layer_norm_spelled_out_and_swish()
    {
        var net = new TestNetwork(opset: 17);
        Build(net, x => net.Add("Mul", [x, net.Add("Sigmoid", [x])]), (x, name) => SpelledOutLayerNorm(net, x, name));
        net.Check();
    }

    private static void Build(TestNetwork net, Func<string, string> activation, Func<string, string, string>? layerNorm = null)
    {
        layerNorm ??= (x, name) => net.Add("LayerNormalization",
            [x, net.Parameter($"{name}.scale", 0.5, 1.5, Width), net.Parameter($"{name}.shift", -0.5, 0.5, Width)], NodeAttribute.Int("axis", -1));
        var batch = net.Add("Gather", [net.Add("Shape", [net.Image(3, 4)]), net.Constant(Tensor.Scalar(0L))], NodeAttribute.Int("axis", 0));
        var batchVector = net.Add("Unsqueeze", [batch, net.Ints(0)]);

        // Patches of 2x2 become four tokens, a class token goes before them.
        var limit = Math.Sqrt(3.0 / 12);
        var patches = net.Add("Conv", ["image", net.Parameter("patch.weight", -limit, limit, Width, 3, 2, 2), net.Parameter("patch.bias", -0.5, 0.5, Width)],
            NodeAttribute.Ints("strides", 2, 2));
        patches = net.Add("Reshape", [patches, net.Add("Concat", [batchVector, net.Ints(Width), net.Ints(-1)], NodeAttribute.Int("axis", 0))]);
        patches = net.Add("Transpose", [patches], NodeAttribute.Ints("perm", 0, 2, 1));
        var classToken = net.Add("Expand",
            [net.Parameter("class_token", -1, 1, 1, 1, Width), net.Add("Concat", [batchVector, net.Ints(1), net.Ints(Width)], NodeAttribute.Int("axis", 0))]);
        var x = net.Add("Concat", [classToken, patches], NodeAttribute.Int("axis", 1));
        x = net.Add("Add", [x, net.Parameter("position", -0.5, 0.5, 1, Tokens, Width)]);

        x = net.Add("Add", [x, Attention(net, layerNorm(x, "norm1"), batchVector)]);
        x = net.Add("Add", [x, net.Linear(activation(net.Linear(layerNorm(x, "norm2"), "mlp1", Width, 12)), "mlp2", 12, Width)]);
        var first = net.Add("Gather", [layerNorm(x, "norm3"), net.Constant(Tensor.Scalar(0L))], NodeAttribute.Int("axis", 1));
        net.CrossEntropy(net.Linear(first, "head", Width, TestNetwork.Classes));
    }

    private static string Attention(TestNetwork net, string x, string batchVector)
    {
        // One product for queries, keys and values; [N,T,3*D] is taken apart as [3,N,heads,T,D/heads].
        var all = net.Linear(x, "attention.in", Width, 3 * Width);
        var shape = net.Add("Concat", [batchVector, net.Ints(Tokens), net.Ints(3), net.Ints(Heads), net.Ints(Width / Heads)], NodeAttribute.Int("axis", 0));
        all = net.Add("Transpose", [net.Add("Reshape", [all, shape])], NodeAttribute.Ints("perm", 2, 0, 3, 1, 4));
        string[] parts = [.. net.Add("Split", 3, [all, net.Ints(1, 1, 1)], NodeAttribute.Int("axis", 0)).Select(p => net.Add("Squeeze", [p, net.Ints(0)]))];
        var scores = net.Add("MatMul", [parts[0], net.Add("Transpose", [parts[1]], NodeAttribute.Ints("perm", 0, 1, 3, 2))]);
        scores = net.Add("Mul", [scores, net.Constant(Tensor.Scalar(1 / MathF.Sqrt(Width / Heads)))]);
        var mixed = net.Add("MatMul", [net.Add("Softmax", [scores], NodeAttribute.Int("axis", -1)), parts[2]]);
        mixed = net.Add("Transpose", [mixed], NodeAttribute.Ints("perm", 0, 2, 1, 3));
        mixed = net.Add("Reshape", [mixed, net.Add("Concat", [batchVector, net.Ints(Tokens), net.Ints(Width)], NodeAttribute.Int("axis", 0))]);
        return net.Linear(mixed, "attention.out", Width, Width);
    }

    // ReduceMean, Sub, Pow, ReduceMean, Sqrt, Div, Mul, Add: the form of files older than operator set 17.
    private static string SpelledOutLayerNorm(TestNetwork net, string x, string name)
    {
        var centred = net.Add("Sub", [x, net.Add("ReduceMean", [x], NodeAttribute.Ints("axes", -1))]);
        var variance = net.Add("ReduceMean", [net.Add("Pow", [centred, net.Constant(Tensor.Scalar(2f))])], NodeAttribute.Ints("axes", -1));
        var deviation = net.Add("Sqrt", [net.Add("Add", [variance, net.Constant(Tensor.Scalar(1e-5f))])]);
        var scaled = net.Add("Mul", [net.Add("Div", [centred, deviation]), net.Parameter($"{name}.scale", 0.5, 1.5, Width)]);
        return net.Add("Add", [scaled, net.Parameter($"{name}.shift", -0.5, 0.5, Width)]);
    }
}
