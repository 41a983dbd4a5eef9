using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Takes sixteen values out of a vector.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class SplitMapping : CustomMappingFactory<ValuesRow, SplitRow>
{
    public const string Contract = "TransferLab.SplitMapping";

    public override Action<ValuesRow, SplitRow> GetMapping() => static (from, to) => to.Fill(from.Values);
}
