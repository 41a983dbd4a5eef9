namespace TransferLab.Autodiff.Rewriting;

/// <summary>
/// Puts batch normalisations into their training form: they normalise by the statistics of the batch, and the running statistics become inputs and outputs of
/// the graph, running' = momentum * running + (1 - momentum) * batch.
/// </summary>
internal static class BatchNormTraining
{
    /// <summary>Rewrites in place every batch normalisation whose running mean and variance are named, and frees those two as inputs.</summary>
    /// <param name="graph">The forward graph, statistics as initializers.</param>
    /// <param name="statistics">Names of running means and variances.</param>
    /// <returns>The statistics in the order asked for, each with the output that holds its next value.</returns>
    /// <exception cref="ArgumentException">A name is no statistic of a batch normalisation, or of one whose other statistic is not named.</exception>
    public static IReadOnlyList<MovingStatistic> Apply(Graph graph, IReadOnlyList<string> statistics)
    {
        var next = new Dictionary<string, string>();
        var wanted = statistics.ToHashSet();
        var taken = graph.Nodes.SelectMany(n => n.Outputs).Concat(graph.Initializers.Keys).Concat(graph.Inputs.Select(i => i.Name)).ToHashSet();
        foreach (var node in graph.Nodes.Where(n => n.Is("BatchNormalization") && n.Inputs.Count == 5 && wanted.Overlaps([n.Inputs[3], n.Inputs[4]])))
        {
            foreach (var input in (string[])[node.Inputs[3], node.Inputs[4]])
            {
                if (!wanted.Contains(input))
                    throw new ArgumentException($"The batch normalisation {node} would move one of its statistics and not '{input}'; name both.");
                if (!next.TryAdd(input, Unused(taken, input + "_next")))
                    throw new ArgumentException($"Two batch normalisations share the statistic '{input}'; copy it per node first.");
            }
            node.Set(NodeAttribute.Int("training_mode", 1));
            while (node.Outputs.Count > 1)
                node.Outputs.RemoveAt(1);
            node.Outputs.Add(next[node.Inputs[3]]);
            node.Outputs.Add(next[node.Inputs[4]]);
        }
        if (statistics.FirstOrDefault(s => !next.ContainsKey(s)) is { } stray)
            throw new ArgumentException($"'{stray}' is no running statistic of a batch normalisation.");
        var shapes = statistics.ToDictionary(s => s, s => graph.Initializers[s].Shape);
        InitializerInputs.Free(graph, statistics);
        return [.. statistics.Select(s => new MovingStatistic(s, shapes[s].ToLongs(), next[s]))];
    }

    private static string Unused(HashSet<string> taken, string name)
    {
        while (!taken.Add(name))
            name += "_";
        return name;
    }
}
