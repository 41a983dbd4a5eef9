namespace TransferLab.MLNet.Tests.FineTuning;

/// <summary>A picture with any number of labels.</summary>
public sealed class Marked
{
    public string ImagePath { get; set; } = "";

    public string[] Labels { get; set; } = [];
}
