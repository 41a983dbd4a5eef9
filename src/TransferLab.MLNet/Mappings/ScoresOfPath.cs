using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Scores and label of image files.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ScoresOfPath : CustomMappingFactory<PathRow, ScoredRow>
{
    public const string Contract = "TransferLab.ScoresOfPath";

    public override Action<PathRow, ScoredRow> GetMapping() => static (from, to) => Images.Score(Images.Values(from), to);
}
