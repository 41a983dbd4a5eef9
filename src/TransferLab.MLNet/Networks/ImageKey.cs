using TransferLab.Files;

namespace TransferLab.MLNet.Networks;

/// <summary>What tells one image from another: a file by path, time and size, bytes by their hash.</summary>
internal readonly record struct ImageKey(string? Path, long Modified, long Length, ContentHash Hash)
{
    /// <summary>The key of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ImageKey OfFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(path, file.LastWriteTimeUtc.Ticks, file.Length, default)
            : throw new FileNotFoundException($"The image '{path}' does not exist: correct the path, or name the folder that paths are relative to (imageFolder).", path);
    }

    /// <summary>The key of an encoded image.</summary>
    public static ImageKey OfBytes(ReadOnlySpan<byte> encoded) => new(null, 0, encoded.Length, ContentHash.Of(encoded));
}
