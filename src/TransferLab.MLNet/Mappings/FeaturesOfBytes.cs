using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Features of encoded images.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class FeaturesOfBytes : CustomMappingFactory<BytesRow, ValuesRow>
{
    public const string Contract = "TransferLab.FeaturesOfBytes";

    public override Action<BytesRow, ValuesRow> GetMapping() => static (from, to) => to.Values = Images.Values(from).Values;
}
