using TransferLab.Backbones;

namespace TransferLab.Freezing;

/// <summary>
/// Which part of a backbone trains. A policy is a rule, not yet bound to a backbone; <see cref="FreezePlan.Of"/> applies it. Each kind is a class of its own,
/// listed in <see cref="FreezePolicySyntax"/>.
/// </summary>
public abstract record FreezePolicy
{
    private protected FreezePolicy()
    {
    }

    /// <summary>
    /// The policies that training goes through one after the other; a single one for all but composed policies such as <c>lp-ft</c>.
    /// </summary>
    public virtual IReadOnlyList<FreezePolicy> Phases => [this];

    /// <summary>Reads a policy, e.g. <c>partial:2</c>.</summary>
    /// <exception cref="FreezeException">It is none; the message lists all forms.</exception>
    public static FreezePolicy Parse(string text) => FreezePolicySyntax.Parse(text);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    /// <summary>Whether a learned tensor trains, as far as this policy goes; the batch-norm mode may still freeze it.</summary>
    /// <exception cref="FreezeException">The policy does not fit the backbone.</exception>
    internal abstract Predicate<BackboneParameter> Trains(Backbone backbone);
}
