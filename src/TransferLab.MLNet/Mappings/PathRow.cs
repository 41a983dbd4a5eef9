using Microsoft.ML.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>What a network needs of a row whose image is a file.</summary>
internal sealed class PathRow
{
    [ColumnName(Columns.Path)]
    public ReadOnlyMemory<char> Path { get; set; }

    [ColumnName(Columns.Model)]
    public ReadOnlyMemory<char> Model { get; set; }
}
