using Microsoft.ML.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>Scores, and the one label they stand for.</summary>
internal sealed class ScoredRow
{
    [ColumnName(Columns.Values)]
    public float[] Values { get; set; } = [];

    [ColumnName(Columns.Label)]
    public string Label { get; set; } = "";
}
