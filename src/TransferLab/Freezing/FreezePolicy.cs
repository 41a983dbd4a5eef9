namespace TransferLab;

/// <summary>Which part of a backbone trains. A policy is a rule, not yet bound to a backbone; <see cref="FreezePlan.Of"/>
/// applies it. Each kind is a class of its own, listed in <see cref="FreezePolicySyntax"/>.</summary>
public abstract record FreezePolicy
{
    private protected FreezePolicy()
    {
    }

    /// <summary>Epochs of each phase before the last, where the policy states them; null where such a phase trains until it stops improving.</summary>
    public virtual int? EpochsPerPhase => null;

    /// <summary>Reads a policy, e.g. <c>partial:2</c>.</summary>
    /// <exception cref="FreezeException">It is none; the message lists all forms.</exception>
    public static FreezePolicy Parse(string text) => FreezePolicySyntax.Parse(text);

    /// <summary>The policies that training goes through one after the other; a single one for all but composed policies
    /// such as <c>lp-ft</c>. What trains in a phase trains in all that follow.</summary>
    /// <param name="backbone">The backbone to train; how many phases there are may depend on its layer groups.</param>
    internal virtual IReadOnlyList<FreezePolicy> PhasesOn(Backbone backbone) => [this];

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    /// <summary>Whether a learned tensor trains, as far as this policy goes; the batch-norm mode may still freeze it.</summary>
    /// <exception cref="FreezeException">The policy does not fit the backbone.</exception>
    internal abstract Predicate<BackboneParameter> Trains(Backbone backbone);
}
