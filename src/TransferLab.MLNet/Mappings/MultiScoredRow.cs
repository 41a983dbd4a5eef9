using Microsoft.ML.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>Scores, and the labels they stand for.</summary>
internal sealed class MultiScoredRow
{
    [ColumnName(Columns.Values)]
    public float[] Values { get; set; } = [];

    [ColumnName(Columns.Label)]
    public string[] Labels { get; set; } = [];
}
