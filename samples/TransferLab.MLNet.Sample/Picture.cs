namespace TransferLab.MLNet.Sample;

internal sealed class Picture
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
