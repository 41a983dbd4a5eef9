namespace TransferLab.Cli.Output;

/// <summary>A rectangle in shares of a picture's width and height.</summary>
internal sealed record MapRegionJson(double X, double Y, double Width, double Height);
