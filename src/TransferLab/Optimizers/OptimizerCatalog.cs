namespace TransferLab.Optimizers;

/// <summary>All optimizers by name; help texts and lists are made from it. To add one: its class, and a line here.</summary>
internal static class OptimizerCatalog
{
    private static readonly (OptimizerInfo Info, Func<OptimizerOptions, ParameterLayout, Optimizer> Create)[] s_entries =
    [
        (new("sgd", "plain gradient descent; no state, needs the most care with its learning rate", 0.05f, 0f), static (o, l) => new GradientDescent(o, l)),
        (new("momentum", "gradient descent with heavy-ball momentum", 0.01f, 0f), static (o, l) => new Momentum(o, l)),
        (new("nesterov", "gradient descent with Nesterov's look-ahead momentum", 0.01f, 0f), static (o, l) => new Nesterov(o, l)),
        (new("adam", "adaptive moments; weight decay as an L2 penalty", 1e-3f, 0f), static (o, l) => new Adam(o, l)),
        (new("adamw", "adaptive moments with decoupled weight decay", 1e-3f, AdamW.DefaultWeightDecay), static (o, l) => new AdamW(o, l)),
    ];

    /// <summary>What there is.</summary>
    public static ImmutableArray<OptimizerInfo> All { get; } = [.. s_entries.Select(e => e.Info)];

    /// <summary>The names, in the order of <see cref="All"/>.</summary>
    public static ImmutableArray<string> Names { get; } = [.. s_entries.Select(e => e.Info.Name)];

    /// <summary>The entry of a name, in any case.</summary>
    /// <exception cref="SettingException">There is none; the message lists the names.</exception>
    public static OptimizerInfo Find(string name) => Entry(name).Info;

    /// <summary>Creates an optimizer with zeroed state.</summary>
    /// <exception cref="SettingException">The name is unknown or an option out of range.</exception>
    public static Optimizer Create(OptimizerOptions options, ParameterLayout layout) => Entry(options.Name).Create(options, layout);

    private static (OptimizerInfo Info, Func<OptimizerOptions, ParameterLayout, Optimizer> Create) Entry(string name)
    {
        foreach (var entry in s_entries)
            if (string.Equals(entry.Info.Name, name, StringComparison.OrdinalIgnoreCase))
                return entry;
        throw new SettingException($"There is no optimizer '{name}'; choose one of {string.Join(", ", Names)}.");
    }
}

/// <summary>An entry of the catalogue.</summary>
/// <param name="Name">The name people write, e.g. <c>adamw</c>.</param>
/// <param name="Description">One line for help texts.</param>
/// <param name="DefaultLearningRate">A learning rate to start from when fine-tuning the whole network.</param>
/// <param name="DefaultWeightDecay">λ when <see cref="OptimizerOptions.WeightDecay"/> is null.</param>
internal sealed record OptimizerInfo(string Name, string Description, float DefaultLearningRate, float DefaultWeightDecay);
