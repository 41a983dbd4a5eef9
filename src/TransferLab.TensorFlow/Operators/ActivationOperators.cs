using TransferLab.Onnx;

namespace TransferLab.TensorFlow.Operators;

/// <summary>Activations, and softmax over the last axis.</summary>
internal static class ActivationOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        foreach (var op in (string[])["Relu", "Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign"])
            handlers.Add(op, c => c.Give(op, [c.In(0)]));
        handlers.Add("Relu6", c => c.Give("Clip", [c.In(0), c.Number(0, c.Type(0)), c.Number(6, c.Type(0))]));
        handlers.Add("LeakyRelu", c => c.Give("LeakyRelu", [c.In(0)], NodeAttribute.Float("alpha", c.Node.Float("alpha", 0.2f))));
        // x·sigmoid(x), as tf.nn.swish is called where it was registered as a function of its own.
        handlers.Add("Swish", c => c.Give("Mul", [c.In(0), c.Op("Sigmoid", c.In(0))]));
        handlers.Add("Softmax", c => c.Give("Softmax", [c.In(0)], NodeAttribute.Int("axis", -1)));
        handlers.Add("LogSoftmax", c => c.Give("LogSoftmax", [c.In(0)], NodeAttribute.Int("axis", -1)));
    }
}
