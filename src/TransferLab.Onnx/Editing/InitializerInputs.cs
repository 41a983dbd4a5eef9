namespace TransferLab.Onnx.Editing;

/// <summary>Inputs that only give an initializer a name a caller could override.</summary>
public static class InitializerInputs
{
    /// <summary>
    /// Takes initializers out of the declared inputs, in place, so that they are constants that a runtime may fold. Some exporters declare all of them.
    /// </summary>
    /// <returns>How many inputs were taken out.</returns>
    public static int Remove(Graph graph) => graph.Inputs.RemoveAll(i => graph.Initializers.ContainsKey(i.Name));
}
