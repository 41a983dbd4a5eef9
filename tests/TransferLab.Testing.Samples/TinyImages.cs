using TransferLab.Imaging;

namespace TransferLab.Testing.Samples;

/// <summary>Folders of made-up pictures that a small network can tell apart, but not at first sight: stripes of three directions over coloured noise.</summary>
public static class TinyImages
{
    /// <summary>The labels of <see cref="WriteFolders"/>.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["across", "down", "slant"];

    /// <summary>Writes a folder per label.</summary>
    /// <param name="root">The folder; created.</param>
    /// <param name="perClass">Pictures per label.</param>
    /// <param name="seed">Seed of the pictures.</param>
    /// <returns><paramref name="root"/>.</returns>
    public static string WriteFolders(string root, int perClass, int seed = 1)
    {
        for (var label = 0; label < Labels.Count; label++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, Labels[label])).FullName;
            for (var i = 0; i < perClass; i++)
            {
                using var image = Draw([label], HashCode(seed, label, i));
                File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), image.EncodePng());
            }
        }
        return root;
    }

    /// <summary>Writes pictures with any number of stripe directions each, and their labels.csv.</summary>
    public static string WriteMultiLabel(string root, int count, int seed = 1)
    {
        Directory.CreateDirectory(root);
        var lines = new List<string> { "image,labels" };
        for (var i = 0; i < count; i++)
        {
            int[] labels = [.. Enumerable.Range(0, Labels.Count).Where(l => (i >> l & 1) == 1)];
            using var image = Draw(labels, HashCode(seed, 99, i));
            File.WriteAllBytes(Path.Combine(root, $"{i}.png"), image.EncodePng());
            lines.Add($"{i}.png,{string.Join('|', labels.Select(l => Labels[l]))}");
        }
        File.WriteAllLines(Path.Combine(root, "labels.csv"), lines);
        return root;
    }

    /// <summary>One picture, 48×40, with stripes of the given directions.</summary>
    public static RgbImage Draw(IReadOnlyList<int> directions, int seed)
    {
        var random = new Random(seed);
        var image = RgbImage.Create(48, 40);
        int[] ground = [random.Next(60, 196), random.Next(60, 196), random.Next(60, 196)];
        var phase = random.Next(8);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var stripe = 0;
                foreach (var direction in directions)
                    stripe += (direction switch { 0 => y, 1 => x, _ => x + y } + phase) / 4 % 2 == 0 ? 50 : -50;
                for (var c = 0; c < 3; c++)
                    image.Pixels[(y * image.Width + x) * 3 + c] = (byte)Math.Clamp(ground[c] + stripe + random.Next(-25, 26), 0, 255);
            }
        return image;
    }

    private static int HashCode(int seed, int label, int index) => seed * 1_000_003 + label * 10_007 + index;
}
