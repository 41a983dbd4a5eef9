using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>
/// The gradient of any operator that only moves and repeats elements, in any form: the operator itself, applied to the flat positions of its input,
/// says where each element of the output came from; the gradient is scattered back there, adding up.
/// </summary>
internal static class IndexMap
{
    /// <param name="c">The node, whose first input is moved.</param>
    /// <param name="move">Applies the operator to another int64 value of the first input's shape.</param>
    public static void Give(GradientContext c, Func<string, string> move)
    {
        var x = c.Input(0);
        var count = c.Op("Size", x);
        var positions = c.Op("Range", c.Builder.Constant(Tensor.Scalar(0L)), count, c.Builder.Constant(Tensor.Scalar(1L)));
        c.Shapes.Set(positions, ElementType.Int64, new Shape(c.InputShape(0).Count));
        var sources = move(c.ReshapeLike(positions, x));
        c.Shapes.Set(sources, ElementType.Int64, c.OutputShape());
        var zeros = c.Op("Expand", c.Flat(c.Scalar(0, x)), c.Unsqueeze(count, 0));
        var sums = c.Builder.Add("ScatterElements", [zeros, c.Flat(sources), c.Flat(c.FullG())], NodeAttribute.Int("axis", 0), NodeAttribute.String("reduction", "add"));
        c.Shapes.Set(sums, c.Shapes.Type(x), new Shape(c.InputShape(0).Count));
        c.Give(0, c.ReshapeLike(sums, x));
    }
}
