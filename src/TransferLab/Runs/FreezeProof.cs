namespace TransferLab.Runs;

/// <summary>Proof that training left alone what the policy froze: the hash of every frozen tensor before and after.</summary>
public sealed record FreezeProof
{
    /// <summary>Number of tensors that were compared.</summary>
    public required int Tensors { get; init; }
    /// <summary>SHA-256 over names and bytes of all frozen tensors of the backbone, lower-case hexadecimal.</summary>
    public required string BackboneHash { get; init; }
    /// <summary>The same over the trained model; equal to <see cref="BackboneHash"/>.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Compares frozen tensors.</summary>
    /// <exception cref="TrainingException">A frozen tensor changed, which would be a defect.</exception>
    internal static FreezeProof Of(Graph backbone, Graph trained, IReadOnlyCollection<string> frozen)
    {
        foreach (var name in frozen)
            if (!trained.Initializers.TryGetValue(name, out var now) || !now.Bytes.Span.SequenceEqual(backbone.Initializers[name].Bytes.Span))
                throw new TrainingException($"The frozen tensor '{name}' changed during training. "
                    + $"This is a defect; please report it with the run's config.json.");
        return new() { Tensors = frozen.Count, BackboneHash = Hash(backbone, frozen), ModelHash = Hash(trained, frozen) };
    }

    /// <summary>The tensors frozen in every phase.</summary>
    internal static IReadOnlyCollection<string> FrozenThroughout(IEnumerable<FreezePlan> plans) =>
        [.. plans.Select(p => p.Frozen.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).Order(StringComparer.Ordinal)];

    private static string Hash(Graph graph, IEnumerable<string> names)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in names)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(graph.Initializers[name].Bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
