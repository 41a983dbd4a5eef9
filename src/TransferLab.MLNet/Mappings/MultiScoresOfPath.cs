using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Scores and labels of image files.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MultiScoresOfPath : CustomMappingFactory<PathRow, MultiScoredRow>
{
    public const string Contract = "TransferLab.MultiScoresOfPath";

    public override Action<PathRow, MultiScoredRow> GetMapping() => static (from, to) => Images.Score(Images.Values(from), to);
}
