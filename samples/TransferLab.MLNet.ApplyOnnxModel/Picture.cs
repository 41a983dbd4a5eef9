namespace TransferLab.MLNet.ApplyOnnxModel;

internal sealed class Picture
{
    public string ImagePath { get; set; } = "";
}
