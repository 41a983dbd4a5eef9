namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Losses of the default domain.</summary>
internal static class LossShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("SoftmaxCrossEntropyLoss", Loss);
        rules.Add("NegativeLogLikelihoodLoss", Loss);
    }

    private static void Loss(ShapeRuleContext c)
    {
        c.Out(0, c.Type(0), c.Node.String("reduction", "mean") == "none" ? c.In(1) : Shape.Scalar);
        c.Out(1, c.Type(0), c.In(0));
    }
}
