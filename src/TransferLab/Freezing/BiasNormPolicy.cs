using TransferLab.Backbones;

namespace TransferLab.Freezing;

/// <summary>
/// <c>bias-norm</c>: only biases and the scales and shifts of normalisations train, a percent or less of a network (BitFit: Ben Zaken, Ravfogel and Goldberg, "BitFit:
/// Simple Parameter-efficient Fine-tuning for Transformer-based Masked Language-models", ACL 2022).
/// </summary>
public sealed record BiasNormPolicy : FreezePolicy
{
    /// <inheritdoc/>
    public override string ToString() => "bias-norm";

    /// <exception cref="FreezeException">The backbone has neither.</exception>
    internal override Predicate<BackboneParameter> Trains(Backbone backbone)
    {
        var names = backbone.Parameters.Where(p => IsOne(backbone, p)).Select(p => p.Name).ToHashSet();
        return names.Count > 0
            ? p => names.Contains(p.Name)
            : throw new FreezeException($"'{backbone.Spec.Name}' has neither biases nor normalisation parameters, so 'bias-norm' would train only the head: use --freeze linear-probe or partial:N.");
    }

    private static bool IsOne(Backbone backbone, BackboneParameter parameter) => parameter.Role switch
    {
        ParameterRole.BatchNormScale or ParameterRole.BatchNormShift or ParameterRole.Scale or ParameterRole.Shift => true,
        // What is added to each position its own is an embedding of the position, and far larger than a bias.
        ParameterRole.Bias => backbone.Model.Graph.Initializers[parameter.Name].Dims.Count(d => d > 1) <= 1,
        _ => false,
    };
}
