namespace TransferLab.Training.Parameters;

/// <summary>Between the parameters of a phase and the initializers of a model.</summary>
internal static class ParameterGraphs
{
    /// <summary>Takes the starting values from the initializers of a model.</summary>
    public static void LoadFrom(this IParameters parameters, Graph graph)
    {
        var values = new float[parameters.Layout.Length];
        foreach (var slice in parameters.Layout.Slices)
            graph.Initializers[slice.Name].Span<float>().CopyTo(values.AsSpan(slice.Offset, slice.Length));
        parameters.Weights.CopyFrom(values);
    }

    /// <summary>Puts the current values into the initializers of a model.</summary>
    public static void StoreTo(this IParameters parameters, Graph graph)
    {
        var values = parameters.Weights.OnHost();
        foreach (var slice in parameters.Layout.Slices)
            graph.Initializers[slice.Name] = Tensor.From(values.Slice(slice.Offset, slice.Length), graph.Initializers[slice.Name].Dims);
    }
}
