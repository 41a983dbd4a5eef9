using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class ShapeRulesTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(0), InlineData(-1)]
    public void Flatten_goes_back(int axis) => OneNode.Of("Flatten", NodeAttribute.Int("axis", axis)).Input("x", X(3, 2, 4)).Check();

    [Theory]
    [InlineData(new long[] { 0, 8 }), InlineData(new long[] { -1, 2, 2 }), InlineData(new long[] { -1 })]
    public void Reshape_goes_back(long[] shape) => OneNode.Of("Reshape").Input("x", X(3, 2, 4)).Constant("shape", Tensor.Vector(shape)).Check();

    [Fact]
    public void Squeeze_and_Unsqueeze_go_back()
    {
        OneNode.Of("Squeeze").Input("x", X(3, 1, 4, 1)).Constant("axes", Tensor.Vector(1, -1)).Check();
        OneNode.Of("Squeeze").StaticBatch().Input("x", X(3, 1, 4, 1)).Check();
        OneNode.Of("Unsqueeze").Input("x", X(3, 4)).Constant("axes", Tensor.Vector(-1, 1)).Check();
        OneNode.Of("Unsqueeze").Input("x", X(3)).Constant("axes", Tensor.Vector(0, 3, 1)).Check();
    }

    [Fact]
    public void Transpose_goes_back()
    {
        OneNode.Of("Transpose", NodeAttribute.Ints("perm", 2, 0, 3, 1)).Input("x", X(2, 3, 4, 5)).Check();
        OneNode.Of("Transpose").Input("x", X(2, 3, 4)).Check();
    }

    [Theory]
    [InlineData(new[] { 2, 1, 3 }, new long[] { 2, 4, 3 }), InlineData(new[] { 3 }, new long[] { 2, 3 }), InlineData(new[] { 3, 1 }, new long[] { 2, 3, 4 }),
        InlineData(new[] { 2, 3 }, new long[] { 1, 1 })]
    public void Expand_sums(int[] x, long[] shape) => OneNode.Of("Expand").StaticBatch().Input("x", X(x)).Constant("shape", Tensor.Vector(shape)).Check();

    [Theory]
    [InlineData("DCR"), InlineData("CRD")]
    public void DepthToSpace_goes_back(string mode)
    {
        OneNode.Of("DepthToSpace", NodeAttribute.Int("blocksize", 2), NodeAttribute.String("mode", mode)).Input("x", X(2, 8, 2, 3)).Check();
        OneNode.Of("DepthToSpace", NodeAttribute.Int("blocksize", 3), NodeAttribute.String("mode", mode)).Input("x", X(1, 9, 1, 2)).Check();
    }

    [Fact]
    public void SpaceToDepth_goes_back() => OneNode.Of("SpaceToDepth", NodeAttribute.Int("blocksize", 2)).Input("x", X(2, 2, 4, 6)).Check();

    private static NDArray X(params int[] dims) => NDArray.Random(1, -1, 1, dims);
}
