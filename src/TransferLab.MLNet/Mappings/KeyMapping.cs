using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>Gives every row the key to the model's text.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class KeyMapping : CustomMappingFactory<NoRow, KeyRow>
{
    public const string Contract = "TransferLab.Key";

    public override Action<NoRow, KeyRow> GetMapping() => static (_, to) => to.Key = true;
}

/// <summary>The key that leads every row to the model's text.</summary>
internal sealed class KeyRow
{
    [ColumnName(Columns.Key)]
    public bool Key { get; set; }
}

/// <summary>Nothing of a row.</summary>
internal sealed class NoRow;
