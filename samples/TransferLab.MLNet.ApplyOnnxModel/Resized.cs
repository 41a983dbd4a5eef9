namespace TransferLab.MLNet.ApplyOnnxModel;

internal sealed class Resized
{
    public byte[] Pixels { get; set; } = [];
}
