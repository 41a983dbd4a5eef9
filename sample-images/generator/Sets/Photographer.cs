using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Rendering;
using SampleImages.Generator.Scenes;
using TransferLab.Imaging;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Sets;

/// <summary>From a picture's description to its pixels and its file.</summary>
internal static class Photographer
{
    /// <summary>Width of every picture in pixels.</summary>
    public const int Width = 224;

    /// <summary>Height of every picture in pixels.</summary>
    public const int Height = 168;

    /// <summary>The picture before compression, and the quality it is to be compressed with. The caller disposes it.</summary>
    public static (RgbImage Image, int Quality) Take(Picture picture)
    {
        var random = new SampleRandom(picture.Seed, picture.Set, picture.Index);
        // Twice the size each way: four rays per pixel.
        var scene = new Scene(random, picture.Defects, 2 * Width, 2 * Height);
        var frame = new Renderer(scene).Draw(2 * Width, 2 * Height);
        new Lens(new Dice(random.Fork(6))).Apply(frame, Vector3.Distance(scene.View.Eye, scene.View.Target));
        var sensor = new Sensor(new Dice(random.Fork(7)));
        return (sensor.Expose(frame), sensor.Quality);
    }

    /// <summary>The picture as a JPEG file.</summary>
    public static byte[] Develop(Picture picture)
    {
        var (image, quality) = Take(picture);
        using (image)
            return image.EncodeJpeg(quality);
    }
}
