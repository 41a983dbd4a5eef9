using System.IO.Enumeration;

namespace TransferLab.Freezing;

/// <summary><c>tensors:GLOB[,GLOB…]</c>: the learned tensors whose names match one of the globs train, wherever they
/// lie. In a glob <c>*</c> stands for any characters and <c>?</c> for one.</summary>
/// <param name="Globs">The globs, separated by commas; each must match a learned tensor.</param>
internal sealed record TensorsPolicy(string Globs) : FreezePolicy
{
    public override string ToString() => $"tensors:{Globs}";

    internal static TensorsPolicy FromArgument(string argument) => argument.Split(',').All(g => g.Length > 0)
        ? new(argument)
        : throw new FreezeException(
            $"'tensors:{argument}' must name tensors of the graph, or globs over their names, with single commas between, e.g. tensors:*.bias,conv1.weight.");

    /// <exception cref="FreezeException">A glob matches nothing that can train; the message names the nearest tensors.</exception>
    internal override Predicate<BackboneParameter> Trains(Backbone backbone)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var glob in Globs.Split(','))
        {
            var matches = backbone.Parameters.Select(p => p.Name).Where(n => Matches(glob, n)).ToList();
            names.UnionWith(matches);
            if (matches.Count > 0)
                continue;
            var other = backbone.Model.Graph.Initializers.Keys.FirstOrDefault(n => Matches(glob, n));
            throw new FreezeException($"'{glob}' of '{this}' matches no learned tensor of "
                + $"'{backbone.Spec.Name}'{(other is null ? "" : $" ('{other}' is a constant or a statistic, which no gradient moves)")}; "
                + $"the nearest names are {NearestNames.Of(glob.Replace("*", "", StringComparison.Ordinal), backbone.Parameters.Select(p => p.Name))}.");
        }
        return p => names.Contains(p.Name);
    }

    private static bool Matches(string glob, string name) => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false);
}

/// <summary><c>bias-norm</c>: only biases and the scales and shifts of normalisations train, a percent or less of a network (BitFit: Ben Zaken,
/// Ravfogel and Goldberg, "BitFit: Simple Parameter-efficient Fine-tuning for Transformer-based Masked Language-models", ACL 2022).</summary>
internal sealed record BiasNormPolicy : FreezePolicy
{
    public override string ToString() => "bias-norm";

    /// <exception cref="FreezeException">The backbone has neither.</exception>
    internal override Predicate<BackboneParameter> Trains(Backbone backbone)
    {
        var names = backbone.Parameters.Where(p => IsOne(backbone, p)).Select(p => p.Name).ToHashSet();
        return names.Count > 0
            ? p => names.Contains(p.Name)
            : throw new FreezeException($"'{backbone.Spec.Name}' has neither biases nor normalisation parameters, so 'bias-norm' would train only the head: "
                + $"use {new SettingName("Freeze", "linear-probe")} or partial:N.");
    }

    private static bool IsOne(Backbone backbone, BackboneParameter parameter) => parameter.Role switch
    {
        ParameterRole.BatchNormScale or ParameterRole.BatchNormShift or ParameterRole.Scale or ParameterRole.Shift => true,
        // What is added to each position its own is an embedding of the position, and far larger than a bias.
        ParameterRole.Bias => backbone.Model.Graph.Initializers[parameter.Name].Dims.Count(d => d > 1) <= 1,
        _ => false,
    };
}
