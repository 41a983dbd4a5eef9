namespace TransferLab.Freezing;

/// <summary>A freeze policy applied to a backbone: which tensors train, and where the frozen prefix ends. Immutable.</summary>
internal sealed class FreezePlan
{
    private FreezePlan(Backbone backbone, FreezePolicy policy, BatchNormMode batchNorm, List<BackboneParameter> trainable)
    {
        Backbone = backbone;
        Policy = policy;
        BatchNorm = batchNorm;
        Trainable = trainable;
        var names = trainable.Select(p => p.Name).ToHashSet();
        MovingStatistics = batchNorm == BatchNormMode.Train ? Statistics(backbone, names) : [];
        names.UnionWith(MovingStatistics);
        Frozen = [.. backbone.Model.Graph.Initializers.Keys.Where(n => !names.Contains(n))];
        TrainableCount = trainable.Sum(p => p.Count);
        CutValue = Cut(backbone, trainable);
    }

    /// <summary>The backbone.</summary>
    public Backbone Backbone { get; }
    /// <summary>The policy, of one phase.</summary>
    public FreezePolicy Policy { get; }
    /// <summary>What batch normalizations do.</summary>
    public BatchNormMode BatchNorm { get; }
    /// <summary>The deepest cut point with nothing trainable before it: the frozen prefix ends here. <see cref="BackboneSpec.InputName"/>
    /// when the prefix would have no weights, <see cref="Backbone.FeatureValue"/> when nothing of the backbone trains.</summary>
    public string CutValue { get; }

    /// <summary>Whether there is a frozen prefix at all.</summary>
    public bool HasPrefix => CutValue != Backbone.Spec.InputName;

    /// <summary>Whether nothing of the backbone trains.</summary>
    public bool IsFrozenWhole => Trainable.Count == 0;

    /// <summary>The learned tensors that train, in path order, each with the layer group it lies in.</summary>
    public IReadOnlyList<BackboneParameter> Trainable { get; }
    /// <summary>Running means and variances that follow the training images: those of batch normalizations that train, in mode
    /// <see cref="BatchNormMode.Train"/>.</summary>
    public IReadOnlyList<string> MovingStatistics { get; }
    /// <summary>All other initializers, in file order: frozen parameters, batch-norm statistics and structural constants. They leave training
    /// bit-identical.</summary>
    public IReadOnlyList<string> Frozen { get; }
    /// <summary>Learned numbers that train, without the head's.</summary>
    public long TrainableCount { get; }

    /// <summary>Applies a policy to a backbone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="policy">A policy of one phase; take those of composed ones from <see cref="FreezePolicy.PhasesOn"/>.</param>
    /// <param name="batchNorm">What batch normalizations in the trainable part do.</param>
    /// <exception cref="FreezeException">The policy does not fit the backbone.</exception>
    /// <exception cref="ArgumentException">The policy has several phases.</exception>
    public static FreezePlan Of(Backbone backbone, FreezePolicy policy, BatchNormMode batchNorm = BatchNormMode.Affine)
    {
        if (policy.PhasesOn(backbone).Count != 1)
            throw new ArgumentException($"'{policy}' has several phases; plan each of them.", nameof(policy));
        var trains = policy.Trains(backbone);
        List<BackboneParameter> wanted = [.. backbone.Parameters.Where(p => trains(p))];
        List<BackboneParameter> trainable = batchNorm == BatchNormMode.Frozen ? [.. wanted.Where(p => !p.IsBatchNorm)] : wanted;
        if (wanted.Count > 0 && trainable.Count == 0)
            throw new FreezeException($"'{policy}' trains nothing of '{backbone.Spec.Name}' but batch normalisation, which "
                + $"{new SettingName("BatchNorm", "frozen")} freezes: use {new SettingName("BatchNorm", "affine")}, or "
                    + $"{new SettingName("Freeze", "linear-probe")}.");
        return new(backbone, policy, batchNorm, trainable);
    }

    private static IReadOnlyList<string> Statistics(Backbone backbone, HashSet<string> trainable) =>
        [.. backbone.Model.Graph.Nodes.Where(n => n.Is("BatchNormalization") && n.Inputs.Skip(1).Take(2).Any(trainable.Contains))
            .SelectMany(n => n.Inputs.Skip(3).Take(2))
            .Where(backbone.Model.Graph.Initializers.ContainsKey)];

    private static string Cut(Backbone backbone, List<BackboneParameter> trainable)
    {
        var first = trainable.Count == 0 ? int.MaxValue : trainable.Min(p => p.Position);
        var cut = backbone.CutPoints.LastOrDefault(c => c.Position < first);
        // A prefix that only normalises pixels is not worth a session or a cache of its own.
        return cut is null || !backbone.Parameters.Any(p => p.Position <= cut.Position) ? backbone.Spec.InputName : cut.Value;
    }
}

/// <summary>What of the batch normalizations inside the trainable part moves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchNormMode>))]
public enum BatchNormMode
{
    /// <summary>Scale and shift train, running statistics stay as they are. The default.</summary>
    [JsonStringEnumMemberName("affine")]
    Affine,

    /// <summary>Nothing moves.</summary>
    [JsonStringEnumMemberName("frozen")]
    Frozen,

    /// <summary>Scale and shift train, images are normalised by the statistics of their batch, and running statistics follow those. For long trainings with
    /// batches of 16 and more.</summary>
    [JsonStringEnumMemberName("train")]
    Train,
}
