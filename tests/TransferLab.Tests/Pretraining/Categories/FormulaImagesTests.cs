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
            Assert.NotEqual(picture, Render(s_images, i, i, i + 1));
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
        Assert.Equal(images.Labels, Enumerable.Range(0, images.Labels).Select(images.LabelName).Distinct().Count());
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
    public void A_nearest_neighbour_in_tiny_pictures_does_not_tell_the_category()
    {
        var train = Enumerable.Range(0, 320 * 8).Select(i => Thumbnail(Render(s_images, i % 320, i))).ToArray();
        var right = Enumerable.Range(0, 640).AsParallel().Count(i =>
        {
            var here = Thumbnail(Render(s_images, i % 320, 100_000 + i));
            return Nearest(train, here) % 320 == i % 320;
        });
        // Chance is 2 in 640.
        Assert.InRange(right, 0, 64);
    }

    [Fact]
    public void Colours_do_not_tell_the_category()
    {
        // Chance is one in sixty.
        Assert.InRange(Accuracy(MeanColour), 0, 0.05);
        Assert.InRange(Accuracy(HueHistogram), 0, 0.05);
    }

    [Fact]
    public void Targets_name_what_is_seen()
    {
        var (target, covers, hidden) = (new float[s_images.Labels], 0, 0);
        for (var i = 0; i < 2000; i++)
        {
            s_images.FillTargets(i % 320, i, target);
            Assert.Equal(1, target.Sum(), 5);
            Assert.Equal(i % 320, Array.IndexOf(target, target.Max()));
            var names = Enumerable.Range(0, target.Length).Where(l => target[l] > 0).Select(s_images.LabelName).ToArray();
            Assert.Contains(names.Length, new[] { 3, 6 });
            Assert.Equal(2, names.Count(n => n.StartsWith("form-", StringComparison.Ordinal)));
            if (s_images.Family(i % 320) is not ("noise" or "tiling"))
                Assert.Equal(6, names.Length);
            else
            {
                covers++;
                hidden += names.Length == 3 ? 1 : 0;
            }
        }
        // Half the textures leave room for a ground.
        Assert.InRange(hidden / (double)covers, 0.4, 0.6);
    }

    [Fact]
    public void The_colours_in_the_targets_are_those_in_the_middle_of_the_picture()
    {
        int green = Label("form-green"), red = Label("form-red");
        var (greener, all) = (0, 0);
        for (var i = 0; i < 6000; i++)
        {
            var target = Targets(i % 320, i);
            if (target[green] > 0 == target[red] > 0)
                continue;
            var colour = MeanColour(Middle(Render(s_images, i % 320, 0, i)));
            greener += colour[1] > colour[0] == target[green] > 0 ? 1 : 0;
            all++;
        }
        Assert.True(all > 400, $"only {all} pictures");
        // A form need not cover its middle, and has a second colour.
        Assert.InRange(greener / (double)all, 0.7, 1);

        int Label(string name) => Enumerable.Range(0, s_images.Labels).Single(l => s_images.LabelName(l) == name);
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
        Assert.Throws<ArgumentOutOfRangeException>("category", () => s_images.Render(320, 0, 0, new byte[s_images.Length]));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => s_images.Render(0, 0, -1, new byte[s_images.Length]));
        Assert.Throws<ArgumentOutOfRangeException>("scene", () => s_images.Render(0, -1, 0, new byte[s_images.Length]));
        var error = Assert.Throws<ArgumentException>("rgb", () => s_images.Render(0, 0, 0, new byte[s_images.Length - 1]));
        Assert.Contains("64×64 pixels has 12288 bytes, the span has 12287", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Render(FormulaImages images, int category, long index, long? scene = null)
    {
        var rgb = new byte[images.Length];
        images.Render(category, scene ?? index, index, rgb);
        return rgb;
    }

    private static float[] Targets(int category, long scene)
    {
        var target = new float[s_images.Labels];
        s_images.FillTargets(category, scene, target);
        return target;
    }

    // The inner quarter, by area.
    private static byte[] Middle(byte[] picture)
    {
        var size = (int)Math.Sqrt(picture.Length / 3);
        return [.. Enumerable.Range(size / 4, size / 2).SelectMany(y => picture.Skip(3 * (y * size + size / 4)).Take(3 * (size / 2)))];
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
    private static double Accuracy(Func<byte[], float[]> features)
    {
        int[] categories = [.. Enumerable.Range(0, 60)];
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
