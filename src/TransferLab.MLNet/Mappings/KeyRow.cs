using Microsoft.ML.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>The key that leads every row to the model's text.</summary>
internal sealed class KeyRow
{
    [ColumnName(Columns.Key)]
    public bool Key { get; set; }
}
