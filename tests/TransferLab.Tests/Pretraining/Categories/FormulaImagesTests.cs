using TransferLab.Pretraining.Categories;

namespace TransferLab.Tests.Pretraining.Categories;

public sealed class FormulaImagesTests
{
    private static readonly FormulaImages s_images = new(1, 320, 64);

    [Fact]
    public void A_picture_is_the_same_on_any_thread_and_in_any_order()
    {
        var fresh = new FormulaImages(1, 320, 64);
        var together = new byte[640][];
        Parallel.For(0, 640, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[639 - i] = Render(fresh, (639 - i) % 320, 639 - i));
        for (var i = 0; i < 640; i += 3)
            Assert.Equal(Render(s_images, i % 320, i), together[i]);
    }

    [Fact]
    public void A_category_does_not_depend_on_how_many_there_are()
    {
        var few = new FormulaImages(1, 20, 64);
        for (var i = 0; i < few.Count; i++)
        {
            Assert.Equal(s_images.Name(i), few.Name(i));
            Assert.Equal(Render(s_images, i, 3), Render(few, i, 3));
        }
    }

    [Fact]
    public void Seed_category_and_index_each_change_the_picture()
    {
        var other = new FormulaImages(2, 320, 64);
        for (var i = 0; i < 100; i++)
        {
            var picture = Render(s_images, i, i);
            Assert.NotEqual(picture, Render(other, i, i));
            Assert.NotEqual(picture, Render(s_images, i + 1, i));
            Assert.NotEqual(picture, Render(s_images, i, i + 1));
            Assert.NotEqual(picture, Render(s_images, i, i + (1L << 40)));
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(320)]
    [InlineData(1000)]
    public void Names_are_unique_and_families_keep_their_shares(int count)
    {
        var images = new FormulaImages(5, count, 32);
        Assert.Equal(count, images.Count);
        Assert.Equal(count, Enumerable.Range(0, count).Select(images.Name).Distinct().Count());
        var shares = Enumerable.Range(0, count).CountBy(images.Family).ToDictionary(f => f.Key, f => f.Value * 20.0 / count);
        Assert.Equal(new Dictionary<string, double> { ["object"] = 8, ["shapes"] = 3, ["contours"] = 3, ["fractal"] = 2, ["noise"] = 2, ["tiling"] = 2 }, shares);
        Assert.InRange(Enumerable.Range(0, count).Count(images.HasHues) / (double)count, 0.15, 0.35);
    }

    [Fact]
    public void No_picture_is_flat_or_burnt_out()
    {
        for (var i = 0; i < 3200; i++)
        {
            var picture = Render(s_images, i % 320, i);
            var (deviation, extremes) = Statistics(picture);
            Assert.True(deviation > 4, $"{s_images.Name(i % 320)}, picture {i}: standard deviation {deviation:F1}");
            Assert.True(extremes < 0.9, $"{s_images.Name(i % 320)}, picture {i}: {extremes:P0} of the values are black or white");
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(96)]
    [InlineData(200)]
    public void Any_size_works(int size)
    {
        var images = new FormulaImages(3, 40, size);
        for (var i = 0; i < 40; i++)
            Assert.True(Statistics(Render(images, i, i)).Deviation > 2, images.Name(i));
    }

    [Fact]
    public void Form_tells_the_category_but_not_to_a_nearest_neighbour_in_tiny_pictures()
    {
        var train = Enumerable.Range(0, 320 * 8).Select(i => Thumbnail(Render(s_images, i % 320, i))).ToArray();
        var right = Enumerable.Range(0, 640).AsParallel().Count(i =>
        {
            var here = Thumbnail(Render(s_images, i % 320, 100_000 + i));
            return Nearest(train, here) % 320 == i % 320;
        });
        // Chance is 2 in 640.
        Assert.InRange(right, 7, 200);
    }

    [Fact]
    public void Mean_colour_does_not_tell_the_category()
    {
        // Chance is one in sixty.
        Assert.InRange(Accuracy(hued: false, MeanColour), 0, 0.05);
    }

    [Fact]
    public void Hues_tell_the_category_where_they_belong_to_it_and_nowhere_else()
    {
        double with = Accuracy(hued: true, HueHistogram), without = Accuracy(hued: false, HueHistogram);
        Assert.InRange(without, 0, 0.05);
        Assert.InRange(with, 0.09, 0.7);
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new FormulaImages(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new FormulaImages(1, 65537));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => new FormulaImages(1, 2, 15));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => new FormulaImages(1, 2, 1025));
        Assert.Throws<ArgumentOutOfRangeException>("category", () => s_images.Name(320));
        Assert.Throws<ArgumentOutOfRangeException>("category", () => s_images.Name(-1));
        Assert.Throws<ArgumentOutOfRangeException>("category", () => s_images.Render(320, 0, new byte[s_images.Length]));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => s_images.Render(0, -1, new byte[s_images.Length]));
        var error = Assert.Throws<ArgumentException>("rgb", () => s_images.Render(0, 0, new byte[s_images.Length - 1]));
        Assert.Contains("64×64 pixels has 12288 bytes, the span has 12287", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Render(FormulaImages images, int category, long index)
    {
        var rgb = new byte[images.Length];
        images.Render(category, index, rgb);
        return rgb;
    }

    private static (double Deviation, double Extremes) Statistics(byte[] picture)
    {
        var mean = picture.Average(b => (double)b);
        return (Math.Sqrt(picture.Average(b => (b - mean) * (b - mean))), picture.Count(b => b is 0 or 255) / (double)picture.Length);
    }

    // 12 × 12 grey, free of mean and contrast, then a histogram of 24 bins.
    private static float[] Thumbnail(byte[] picture)
    {
        const int side = 12, bins = 24;
        var size = (int)Math.Sqrt(picture.Length / 3);
        var features = new float[side * side + bins];
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var p = 3 * (y * size + x);
                var grey = (picture[p] + picture[p + 1] + picture[p + 2]) / 3;
                features[y * side / size * side + x * side / size] += grey;
                features[side * side + grey * bins / 256]++;
            }
        var thumbnail = features.AsSpan(0, side * side);
        float mean = 0, norm = 1e-6f;
        foreach (var value in thumbnail)
            mean += value / thumbnail.Length;
        foreach (var value in thumbnail)
            norm += (value - mean) * (value - mean);
        foreach (ref var value in thumbnail)
            value = (value - mean) / MathF.Sqrt(norm);
        foreach (ref var value in features.AsSpan(side * side))
            value = MathF.Sqrt(value / (size * size));
        return features;
    }

    private static float[] MeanColour(byte[] picture)
    {
        var mean = new float[3];
        for (var i = 0; i < picture.Length; i++)
            mean[i % 3] += picture[i] * 3f / picture.Length;
        return mean;
    }

    // Sixteen hues weighted by chroma, in the middle of the picture.
    private static float[] HueHistogram(byte[] picture)
    {
        var size = (int)Math.Sqrt(picture.Length / 3);
        var histogram = new float[16];
        for (var y = size / 4; y < size * 3 / 4; y++)
            for (var x = size / 4; x < size * 3 / 4; x++)
            {
                var p = 3 * (y * size + x);
                double red = picture[p], green = picture[p + 1], blue = picture[p + 2];
                double first = red - (green + blue) / 2, second = (green - blue) * Math.Sqrt(0.75);
                histogram[(int)((Math.Atan2(second, first) / (2 * Math.PI) + 1) * 16) % 16] += (float)Math.Sqrt(first * first + second * second);
            }
        var total = histogram.Sum() + 1;
        return [.. histogram.Select(h => MathF.Sqrt(h / total))];
    }

    // Nearest centroid over sixty categories.
    private static double Accuracy(bool hued, Func<byte[], float[]> features)
    {
        int[] categories = [.. Enumerable.Range(0, 320).Where(c => s_images.HasHues(c) == hued).Take(60)];
        var centroids = categories.Select(c => Mean(Enumerable.Range(0, 12).Select(i => features(Render(s_images, c, i))))).ToArray();
        var right = 0;
        for (var k = 0; k < categories.Length; k++)
            for (var i = 0; i < 8; i++)
                if (Nearest(centroids, features(Render(s_images, categories[k], 1000 + i))) == k)
                    right++;
        return right / (double)(categories.Length * 8);
    }

    private static float[] Mean(IEnumerable<float[]> vectors)
    {
        var all = vectors.ToArray();
        return [.. Enumerable.Range(0, all[0].Length).Select(k => all.Average(v => v[k]))];
    }

    private static int Nearest(float[][] candidates, float[] point)
    {
        var (best, nearest) = (0, float.MaxValue);
        for (var i = 0; i < candidates.Length; i++)
        {
            var distance = 0f;
            for (var k = 0; k < point.Length; k++)
                distance += (candidates[i][k] - point[k]) * (candidates[i][k] - point[k]);
            if (distance < nearest)
                (best, nearest) = (i, distance);
        }
        return best;
    }
}
