using TransferLab.Imaging;

namespace TransferLab.Testing.Samples;

/// <summary>
/// Pictures with two cues, a reddish or bluish ground and stripes across or down, that carry the label in one of two ways: by the ground alone, which pooled features of any
/// network show, or by the combination (reddish and across, or bluish and down), which no weighted sum of both cues shows: to learn it, layers have to change.
/// </summary>
public static class TwoCues
{
    /// <summary>Writes a folder per label.</summary>
    /// <param name="root">The folder; created.</param>
    /// <param name="perClass">Pictures per label, an even number.</param>
    /// <param name="combined">Whether the label lies in the combination of the cues rather than in the ground.</param>
    /// <returns><paramref name="root"/>.</returns>
    public static string Write(string root, int perClass, bool combined)
    {
        for (var label = 0; label < 2; label++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, label == 0 ? "first" : "second")).FullName;
            for (var i = 0; i < perClass; i++)
            {
                // Every label has both grounds and both directions, where the combination decides.
                var (red, across) = combined ? (i % 2 == 0, i % 2 == 0 == (label == 0)) : (label == 0, i % 2 == 0);
                using var image = Draw(red, across, (label * 10_007) + i);
                File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), image.EncodePng());
            }
        }
        return root;
    }

    private static RgbImage Draw(bool red, bool across, int seed)
    {
        var random = new Random(seed);
        var image = RgbImage.Create(40, 40);
        int[] ground = red ? [random.Next(130, 180), 110, random.Next(70, 110)] : [random.Next(70, 110), 110, random.Next(130, 180)];
        var phase = random.Next(8);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var stripe = ((across ? y : x) + phase) / 4 % 2 == 0 ? 35 : -35;
                for (var c = 0; c < 3; c++)
                    image.Pixels[(((y * image.Width) + x) * 3) + c] = (byte)Math.Clamp(ground[c] + stripe + random.Next(-30, 31), 0, 255);
            }
        return image;
    }
}
