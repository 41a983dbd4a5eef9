using Microsoft.ML.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>A vector of open length: features, or what is left of the scores.</summary>
internal sealed class ValuesRow
{
    [ColumnName(Columns.Values)]
    public float[] Values { get; set; } = [];
}
