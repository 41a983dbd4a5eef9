namespace TransferLab.TensorFlow.Graphs;

/// <summary>One output of a node.</summary>
internal readonly record struct TfValue(TfNode Node, int Port)
{
    /// <summary><c>name</c> for the first output, <c>name:2</c> for others.</summary>
    public override string ToString() => Port == 0 ? Node.Name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Node.Name}:{Port}");
}
