using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Scores and labels of encoded images.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MultiScoresOfBytes : CustomMappingFactory<BytesRow, MultiScoredRow>
{
    public const string Contract = "TransferLab.MultiScoresOfBytes";

    public override Action<BytesRow, MultiScoredRow> GetMapping() => static (from, to) => Images.Score(Images.Values(from), to);
}
