namespace TransferLab.Freezing;

/// <summary><c>gradual:E</c>: first the head alone, then one more layer group from the end every E epochs, until everything trains
/// (gradual unfreezing: Howard and Ruder, "Universal Language Model Fine-tuning for Text Classification", ACL 2018).</summary>
/// <param name="Epochs">Epochs between two groups, 1 to 100,000.</param>
internal sealed record GradualPolicy(int Epochs) : FreezePolicy
{
    private const int MostEpochs = 100_000;

    public override int? EpochsPerPhase => Epochs;

    internal override IReadOnlyList<FreezePolicy> PhasesOn(Backbone backbone) =>
        [new LinearProbePolicy(), .. Enumerable.Range(1, backbone.LayerGroups.Count - 1).Select(n => new PartialPolicy(n)), new FullPolicy()];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"gradual:{Epochs}");

    internal static GradualPolicy FromArgument(string argument) =>
        int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var epochs) && epochs is >= 1 and <= MostEpochs
            ? new(epochs)
            : throw new FreezeException(string.Create(CultureInfo.InvariantCulture,
                $"'gradual:{argument}' must say after how many epochs the next layer group begins to train, 1 to {MostEpochs}, e.g. gradual:2."));

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => true;
}

/// <summary><c>lp-ft</c>: first the head alone, then everything, so that a random head does not distort good features
/// (Kumar et al., "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution", ICLR 2022).</summary>
internal sealed record LinearProbeThenFullPolicy : FreezePolicy
{
    internal override IReadOnlyList<FreezePolicy> PhasesOn(Backbone backbone) => [new LinearProbePolicy(), new FullPolicy()];

    public override string ToString() => "lp-ft";

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => true;
}
