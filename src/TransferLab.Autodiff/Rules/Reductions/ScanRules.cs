using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Reductions;

/// <summary>Running sums, triangles and the largest K: linear maps and selections along axes.</summary>
internal static class ScanRules
{
    public static void Register(GradientRegistry registry)
    {
        // Running the other way hands each element what was summed behind it.
        registry.Add("CumSum", 11, static c => c.Give(0, c.Builder.Add("CumSum", [c.FullG(), c.Input(1)],
            NodeAttribute.Int("exclusive", c.Node.Int("exclusive")), NodeAttribute.Int("reverse", c.Node.Int("reverse") == 0 ? 1 : 0))));
        registry.Add("Trilu", 14, static c => c.Give(0, c.Builder.Add("Trilu", c.Node.HasInput(1) ? [c.FullG(), c.Input(1)] : [c.FullG()],
            NodeAttribute.Int("upper", c.Node.Int("upper", 1)))));
        registry.Add("TopK", 10, static c =>
        {
            if (c.OutputGradient() is not { } g)
                return;
            c.Give(0, c.Builder.Add("ScatterElements", [c.ZerosLike(c.Input(0)), c.ExtraOutput(1), g], NodeAttribute.Int("axis", c.Node.Int("axis", -1))));
        });
    }
}
