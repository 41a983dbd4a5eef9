using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Augmentation.Files;

namespace TransferLab.Imaging.Tests.Augmentation.Files;

public class PolicyFileTests
{
    private const string Whole = """
        {
          "fill": "grey",
          "transforms": [
            { "op": "random-resized-crop", "scale": [0.5, 1], "ratio": [0.8, 1.25] },
            { "op": "rotation", "probability": 0.25, "degrees": [-5, 20] },
            { "op": "rand-augment", "count": 1, "magnitude": 12 },
            { "op": "brightness", "factor": 1.5 },
            { "op": "jpeg", "quality": [10, 20], "probability": 1 },
            { "op": "erasing", "area": [0.1, 0.2], "fill": "grey" }
          ]
        }
        """;

    [Fact]
    public void A_policy_is_read_as_it_is_written()
    {
        var pipeline = PolicyFile.Parse(Whole, "policy.json");
        Assert.Equal(EdgeFill.Grey, pipeline.Fill);
        Assert.Equal<ImageTransform>(
        [
            new RandomResizedCrop { MinScale = 0.5, MaxScale = 1, MinRatio = 0.8, MaxRatio = 1.25 },
            new RandomRotation { Probability = 0.25, MinDegrees = -5, MaxDegrees = 20 },
            new Imaging.Augmentation.Policies.RandAugment { Count = 1, Magnitude = 12 },
            new RandomBrightness { MinFactor = 1.5, MaxFactor = 1.5 },
            new RandomJpeg { MinQuality = 10, MaxQuality = 20, Probability = 1 },
            new RandomErasing { MinArea = 0.1, MaxArea = 0.2, Fill = ErasingFill.Grey },
        ], pipeline.Transforms);
    }

    [Theory]
    [InlineData("""{"transforms": [{"op": "rotation", "degres": 5}]}""", "transforms[0] (rotation): 'degres' is not known here; it takes op, degrees, probability.")]
    [InlineData("""{"transforms": [{"op": "horizontal-flip"}, {"op": "rotate"}]}""", "transforms[1]: 'op' is \"rotate\"; choose one of random-resized-crop, ")]
    [InlineData("""{"transforms": [{"op": "rotation", "degrees": [20, 5]}]}""", "transforms[0] (rotation): RandomRotation: degrees from 20 to 5 is out of range: -360 <= first <= second <= 360.")]
    [InlineData("""{"transforms": [{"op": "rotation", "degrees": [1, 2, 3]}]}""", "transforms[0] (rotation): 'degrees' has 3 numbers; it takes two")]
    [InlineData("""{"transforms": [{"op": "rotation", "degrees": "5"}]}""", "'degrees' is \"5\" where a number is needed")]
    [InlineData("""{"transforms": [{"op": "jpeg", "quality": 50.5}]}""", "'quality' is 50.5 where a whole number is needed")]
    [InlineData("""{"transforms": [{"op": "hue", "degrees": 1e999}]}""", "degrees from ")]
    [InlineData("""{"transforms": [{"op": "hue", "probability": 1.01}]}""", "transforms[0] (hue): RandomHue: probability 1.01 is out of range: 0 to 1.")]
    [InlineData("""{"transforms": [{"op": "hue", "op": "hue"}]}""", "op")]
    [InlineData("""{"transforms": [{"op": "erasing", "fill": "Noise"}]}""", "'fill' is \"Noise\"; choose one of noise, grey.")]
    [InlineData("""{"transforms": [{"op": "hue"}, {"op": "scale"}]}""", "transforms[1] (scale): comes after 'hue', which works on pixels")]
    [InlineData("""{"transforms": [7]}""", "transforms[0]: is 7; a transform is an object with the key 'op'")]
    [InlineData("""{"transforms": [{"name": "hue"}]}""", "transforms[0]: is {\"name\": \"hue\"}; a transform")]
    [InlineData("""{"transforms": {}}""", "'transforms' is missing or no list")]
    [InlineData("""{"fill": "reflect"}""", "'transforms' is missing or no list")]
    [InlineData("""{"transforms": [], "fill": "mean"}""", "'fill' is \"mean\"; choose one of reflect, edge, grey, black.")]
    [InlineData("""{"transforms": [], "seed": 1}""", "'seed' is not known; a policy has transforms and fill.")]
    [InlineData("""[]""", "the file holds [] where an object")]
    [InlineData("""{"transforms": [}""", "no valid JSON")]
    [InlineData("", "no valid JSON")]
    public void What_is_wrong_is_named_with_its_place(string json, string expected)
    {
        var e = Assert.Throws<AugmentationException>(() => PolicyFile.Parse(json, "policy.json"));
        Assert.StartsWith("policy.json: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_transform_has_a_name_and_defaults_that_are_in_range()
    {
        var names = TransformCatalog.All.Select(t => t.Name).ToArray();
        Assert.Equal(names.Distinct(), names);
        foreach (var info in TransformCatalog.All)
            Assert.Equal(info.Standard, Assert.Single(PolicyFile.Parse($$"""{"transforms": [{"op": "{{info.Name}}"}]}""", "x").Transforms));
        var all = typeof(ImageTransform).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ImageTransform)) && !t.IsAbstract);
        Assert.Equal(all.Select(t => t.Name).Order(StringComparer.Ordinal),
            TransformCatalog.All.Select(t => t.Standard.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Any_angles_and_probability_come_back_or_are_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(double Low, double High, double Probability)>(), values =>
    {
        if (!double.IsFinite(values.Low) || !double.IsFinite(values.High) || !double.IsFinite(values.Probability))
            return;
        var json = string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"transforms": [{"op": "rotation", "degrees": [{{values.Low:R}}, {{values.High:R}}], "probability": {{values.Probability:R}}}]}""");
        if (values.Low >= -360 && values.Low <= values.High && values.High <= 360 && values.Probability is >= 0 and <= 1)
            Assert.Equal(new RandomRotation { MinDegrees = values.Low, MaxDegrees = values.High, Probability = values.Probability },
                Assert.Single(PolicyFile.Parse(json, "x").Transforms));
        else
            Assert.Throws<AugmentationException>(() => PolicyFile.Parse(json, "x"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_files_are_refused_in_words_or_read_never_anything_else()
    {
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Whole).ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveAt(at); break;
                    case 2: bytes.Insert(at, "{}[],:\"0-.e9u\\"u8.ToArray()[random.Next(14)]); break;
                    default: bytes.RemoveRange(at, Math.Min(random.Next(40), bytes.Count - at)); break;
                }
            }
            try
            {
                PolicyFile.Parse(Encoding.UTF8.GetString([.. bytes]), "x");
            }
            catch (AugmentationException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 3000, 4999);
    }
}
