namespace TransferLab.Backbones.Preparation;

/// <summary>The image input of a graph, all questions settled.</summary>
internal sealed record ImageInput(string Name, ImageLayout Layout, int Height, int Width, int Channels);
