using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Features of image files.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class FeaturesOfPath : CustomMappingFactory<PathRow, ValuesRow>
{
    public const string Contract = "TransferLab.FeaturesOfPath";

    public override Action<PathRow, ValuesRow> GetMapping() => static (from, to) => to.Values = Images.Values(from).Values;
}
