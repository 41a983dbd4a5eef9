namespace TransferLab.TensorFlow.Graphs;

/// <summary>
/// Functions name a node's outputs (<c>norm:batch_mean:0</c>), graphs count them (<c>norm:1</c>). Only operators with several named outputs need a table;
/// the one output, or list of outputs, of all others starts at 0.
/// </summary>
internal static class OutputPorts
{
    private static readonly Dictionary<string, string[]> s_names = new(StringComparer.Ordinal)
    {
        ["FusedBatchNorm"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV2"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV3"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"],
        ["MaxPoolWithArgmax"] = ["output", "argmax"],
        ["TopK"] = ["values", "indices"],
        ["TopKV2"] = ["values", "indices"],
        ["Switch"] = ["output_false", "output_true"],
        ["Merge"] = ["output", "value_index"],
        ["Unique"] = ["y", "idx"],
        ["StatelessRandomGetKeyCounter"] = ["key", "counter"],
    };

    /// <summary>The position of an output; the offset within a list of outputs comes on top.</summary>
    public static int Of(string op, string output) => s_names.TryGetValue(op, out var names) ? Math.Max(0, Array.IndexOf(names, output)) : 0;
}
