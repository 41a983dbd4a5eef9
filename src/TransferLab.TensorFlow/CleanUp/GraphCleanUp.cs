using TransferLab.TensorFlow.Graphs;

namespace TransferLab.TensorFlow.CleanUp;

/// <summary>First phase: what is left is one flat graph of constants, placeholders and operators that compute.</summary>
internal static class GraphCleanUp
{
    /// <exception cref="TensorFlowException">A function, variable or branch cannot be resolved.</exception>
    public static void Apply(TfGraph graph, TensorFlowOptions options)
    {
        Inlining.Apply(graph);
        GraphEnds.Apply(graph, options);
        VariableValues.Apply(graph);
        KnownBranches.Apply(graph);
        PassThroughs.Apply(graph);
        DropoutRemains.Apply(graph);
        AtrousConvolutions.Apply(graph);
        WrittenBatchNorms.Apply(graph);
    }
}
