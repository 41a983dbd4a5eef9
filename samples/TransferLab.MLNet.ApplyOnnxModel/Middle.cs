using Microsoft.ML.Data;

namespace TransferLab.MLNet.ApplyOnnxModel;

internal sealed class Middle
{
    [ColumnName("image")]
    public byte[] Image { get; set; } = [];
}
