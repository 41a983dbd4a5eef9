using SampleImages.Generator.Sets;
using TransferLab.Imaging;
using TransferLab.Testing;

namespace SampleImages.Generator.Tests.Sets;

/// <summary>Colour, brightness and size of a file do not tell the label: whoever scores well on these pictures has looked at the parts.</summary>
public class TrivialStatisticsTests
{
    // 112 held-out pictures of 7 labels: chance is 0.14 with a deviation of 0.033.
    private const double NearChance = 0.27;

    private static readonly Sample[] s_train = [.. Read("train", false)];
    private static readonly Sample[] s_test = [.. Read("test", true)];

    public static TheoryData<string> Statistics => ["colour", "brightness", "file size", "all"];

    [Theory]
    [MemberData(nameof(Statistics))]
    public void Nearest_class_mean_of_a_simple_statistic_stays_near_chance(string statistic)
    {
        Func<Sample, double[]> take = statistic switch
        {
            "colour" => s => s.Colour,
            "brightness" => s => [s.Colour.Sum()],
            "file size" => s => [s.Bytes],
            _ => s => [.. s.Colour, s.Bytes],
        };
        // Each number on its own scale, as the training pictures spread it.
        var values = s_train.Select(take).ToArray();
        var (means, spreads) = (new double[values[0].Length], new double[values[0].Length]);
        for (var d = 0; d < means.Length; d++)
        {
            means[d] = values.Average(v => v[d]);
            spreads[d] = Math.Sqrt(values.Average(v => Math.Pow(v[d] - means[d], 2)));
        }
        var centres = s_train.GroupBy(s => s.Label)
            .ToDictionary(g => g.Key, g => Enumerable.Range(0, means.Length).Select(d => g.Average(s => take(s)[d])).ToArray());
        var right = s_test.Count(s => centres.MinBy(c => c.Value.Select((v, d) => Math.Pow((v - take(s)[d]) / spreads[d], 2)).Sum()).Key == s.Label);
        Assert.InRange(right / (double)s_test.Length, 0, NearChance);
    }

    private static IEnumerable<Sample> Read(string part, bool test)
    {
        foreach (var picture in SampleSets.SingleLabel(test))
        {
            var label = picture.Labels.FirstOrDefault() ?? "ok";
            var path = Path.Combine(RepositoryRoot.Path, "sample-images", "single-label", part, label, picture.FileName);
            using var image = ImageDecoder.Load(path);
            var colour = new double[3];
            for (var i = 0; i < image.Pixels.Length; i++)
                colour[i % 3] += image.Pixels[i];
            yield return new Sample(label, [.. colour.Select(c => c / (image.Width * image.Height))], new FileInfo(path).Length);
        }
    }

    private sealed record Sample(string Label, double[] Colour, long Bytes);
}
