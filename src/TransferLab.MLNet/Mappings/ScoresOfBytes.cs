using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Scores and label of encoded images.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ScoresOfBytes : CustomMappingFactory<BytesRow, ScoredRow>
{
    public const string Contract = "TransferLab.ScoresOfBytes";

    public override Action<BytesRow, ScoredRow> GetMapping() => static (from, to) => Images.Score(Images.Values(from), to);
}
