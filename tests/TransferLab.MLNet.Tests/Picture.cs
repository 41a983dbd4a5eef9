namespace TransferLab.MLNet.Tests;

/// <summary>A row of the tests' data: an image by path, its bytes, its label.</summary>
public sealed class Picture
{
    public string ImagePath { get; set; } = "";

    public byte[] Image { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>The pictures below a folder with a sub-folder per label, in order.</summary>
    public static Picture[] Below(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => new Picture { ImagePath = f, Image = File.ReadAllBytes(f), Label = Path.GetFileName(Path.GetDirectoryName(f))! })];
}
