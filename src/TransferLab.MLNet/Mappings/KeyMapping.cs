using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>Gives every row the key to the model's text.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class KeyMapping : CustomMappingFactory<NoRow, KeyRow>
{
    public const string Contract = "TransferLab.Key";

    public override Action<NoRow, KeyRow> GetMapping() => static (_, to) => to.Key = true;
}
