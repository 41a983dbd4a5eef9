using Microsoft.ML.Data;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>What a network needs of a row that holds the encoded image itself.</summary>
internal sealed class BytesRow
{
    [ColumnName(Columns.Bytes)]
    public byte[] Bytes { get; set; } = [];

    [ColumnName(Columns.Model)]
    public ReadOnlyMemory<char> Model { get; set; }
}
