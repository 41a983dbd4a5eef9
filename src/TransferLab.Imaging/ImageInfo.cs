namespace TransferLab.Imaging;

/// <summary>What the header of an image file says, without its pixels.</summary>
/// <param name="Format">The format of the content.</param>
/// <param name="Width">Width in pixels after the orientation is applied, as <see cref="ImageDecoder"/> returns it.</param>
/// <param name="Height">Height in pixels after the orientation is applied.</param>
/// <param name="Orientation">EXIF orientation, 1 (upright) to 8.</param>
/// <param name="Frames">Number of frames or pages; 1 for a still image. Decoding takes the first.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Orientation, int Frames)
{
    /// <summary>Whether EXIF says where the picture was taken.</summary>
    public bool HasLocation { get; init; }
}
