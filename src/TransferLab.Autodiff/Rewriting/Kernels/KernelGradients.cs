using TransferLab.Autodiff.Rules;
using TransferLab.Autodiff.Rules.Reductions;

namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>Gradient rules that write one node for a gradient that one kernel computes. What the kernels do not take is left to the plain rule.</summary>
internal static class KernelGradients
{
    /// <summary>Other rules, these before them.</summary>
    public static GradientRegistry AddTo(GradientRegistry registry, KernelOperators kernels)
    {
        KernelForms Forms(GradientContext c) => new(c.Shapes, kernels);
        var all = registry
            .With("Conv", c => Convolution(c, Forms(c)))
            .With("Relu", c => Clamp(c, Forms(c)))
            .With("Clip", c => Clamp(c, Forms(c)))
            .With("MaxPool", c => MaxPool(c, Forms(c)))
            .With("GlobalAveragePool", c => GlobalAverage(c, Forms(c)))
            .With("AveragePool", c => GlobalAverage(c, Forms(c)))
            .With("ReduceMean", c => GlobalAverage(c, Forms(c)))
            .With("LayerNormalization", c => LayerNormalization(c, Forms(c)))
            .With("Softmax", c => Softmax(c, Forms(c)));
        // What KernelChains has put together has no other gradient than these.
        all.Add(KernelNode.LogicalDomain, KernelNode.Linear, 1,
            c => WriteParts(c, KernelNode.LinearGradient, [c.FullG(), c.Input(0), c.Input(1)], c.Node.Attributes));
        all.Add(KernelNode.LogicalDomain, KernelNode.Gelu, 1, c => Write(c, KernelNode.GeluGradient, [c.FullG(), c.Input(0)], []));
        return all;
    }

    private static bool Convolution(GradientContext c, KernelForms forms)
    {
        if (!forms.IsConvolution(c.Node, out var attributes))
            return false;
        WriteParts(c, KernelNode.ConvGradient, [c.FullG(), c.Input(0), c.Input(1)], attributes);
        return true;
    }

    private static bool Clamp(GradientContext c, KernelForms forms)
    {
        // A gradient that is 1 on some axis is better stretched by the plain rule's multiplication.
        if (!c.Needs(0) || !forms.IsClamp(c.Node, out var bounds) || !c.Shapes.Shape(c.G()).Equals(c.OutputShape()))
            return false;
        Write(c, KernelNode.ClampGradient, [c.G(), c.Output()], bounds.Attributes());
        return true;
    }

    private static bool MaxPool(GradientContext c, KernelForms forms)
    {
        if (!c.Needs(0) || !forms.IsMaxPool(c.Node, out var attributes))
            return false;
        Write(c, KernelNode.MaxPoolGradient, [c.FullG(), c.Input(0), c.Output()], attributes);
        return true;
    }

    private static bool GlobalAverage(GradientContext c, KernelForms forms)
    {
        // Where another reader of the image has given its part already, the addition stretches ours for free.
        if (!c.Needs(0) || !forms.IsGlobalAverage(c.Node) || c.HasInputGradient(0))
            return false;
        var dy = c.Node.Is("ReduceMean") ? ReducedAxes.Of(c).Kept(c, c.FullG()) : c.FullG();
        Write(c, KernelNode.GlobalAveragePoolGradient, [dy, c.Input(0)], []);
        return true;
    }

    private static bool LayerNormalization(GradientContext c, KernelForms forms)
    {
        if (!forms.IsLayerNormalization(c.Node))
            return false;
        WriteParts(c, KernelNode.LayerNormalizationGradient, [c.FullG(), c.Input(0), c.Input(1)],
            [NodeAttribute.Float("epsilon", c.Node.Float("epsilon", 1e-5f))]);
        return true;
    }

    private static bool Softmax(GradientContext c, KernelForms forms)
    {
        if (!c.Needs(0) || !forms.IsSoftmax(c.Node))
            return false;
        Write(c, KernelNode.SoftmaxGradient, [c.FullG(), c.Output()], []);
        return true;
    }

    /// <summary>A node that makes the gradients of all three inputs, those that are asked for.</summary>
    private static void WriteParts(GradientContext c, string op, IEnumerable<string> inputs, IEnumerable<NodeAttribute> attributes)
    {
        string[] outputs = [.. Enumerable.Range(0, 3).Select(i => c.Needs(i) ? c.Builder.NewName($"{c.Node.OpType.ToLowerInvariant()}_gradient_{i}") : "")];
        c.Builder.Append(KernelNode.Create(op, inputs, outputs.Take(Array.FindLastIndex(outputs, o => o.Length > 0) + 1), attributes));
        for (var i = 0; i < 3; i++)
            if (c.Needs(i))
                c.Give(i, c.State(outputs[i], c.Input(i), c.InputShape(i)));
    }

    private static void Write(GradientContext c, string op, IEnumerable<string> inputs, IEnumerable<NodeAttribute> attributes)
    {
        var dx = c.Builder.NewName("dx");
        c.Builder.Append(KernelNode.Create(op, inputs, [dx], attributes));
        c.Give(0, c.State(dx, c.Input(0), c.InputShape(0)));
    }
}
