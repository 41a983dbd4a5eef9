using SampleImages.Generator.Sets;
using TransferLab.Imaging;
using TransferLab.Testing;

namespace SampleImages.Generator.Tests.Sets;

/// <summary>What lies in sample-images is what the generator makes.</summary>
public class CommittedPicturesTests
{
    private static readonly string s_root = Path.Combine(RepositoryRoot.Path, "sample-images");

    private static readonly (string Path, Picture Picture)[] s_expected =
    [
        .. Single("train", false), .. Single("test", true),
        .. SampleSets.MultiLabel(false).Select(p => ($"multi-label/train/{p.FileName}", p)), .. SampleSets.MultiLabel(true).Select(p => ($"multi-label/test/{p.FileName}", p)),
    ];

    [Fact]
    public void The_folders_hold_every_picture_and_nothing_else()
    {
        var found = new[] { "single-label", "multi-label" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(s_root, f), "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(s_root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(s_expected.Select(e => e.Path).Concat(["multi-label/test/labels.csv", "multi-label/train/labels.csv"]).Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [InlineData("train", false)]
    [InlineData("test", true)]
    public void The_tables_are_those_of_the_generator(string part, bool test) =>
        Assert.Equal(SampleWriter.Table(SampleSets.MultiLabel(test)), File.ReadAllText(Path.Combine(s_root, "multi-label", part, "labels.csv")));

    [Fact]
    public void Pictures_drawn_again_are_the_committed_ones() => Assert.All(s_expected.Where((_, i) => i % 53 == 7), e =>
    {
        using var committed = ImageDecoder.Load(Path.Combine(s_root, e.Path));
        using var again = ImageDecoder.Decode(Photographer.Develop(e.Picture));
        Assert.Equal((again.Width, again.Height), (committed.Width, committed.Height));
        var difference = 0.0;
        for (var i = 0; i < again.Pixels.Length; i++)
            difference += Math.Abs(again.Pixels[i] - committed.Pixels[i]);
        // Other processors round sines and roots otherwise, which moves a few pixels at edges; another picture is some 40 levels off.
        Assert.InRange(difference / again.Pixels.Length, 0, 1.5);
    });

    [Fact]
    public void Pictures_are_small_and_no_two_alike()
    {
        var files = s_expected.Select(e => File.ReadAllBytes(Path.Combine(s_root, e.Path))).ToArray();
        Assert.All(files, f => Assert.InRange(f.Length, 2_000, 16_000));
        Assert.InRange(files.Sum(f => (long)f.Length), 3_000_000, 5_300_000);
        Assert.Equal(files.Length, files.Select(Convert.ToBase64String).Distinct().Count());
    }

    private static IEnumerable<(string, Picture)> Single(string part, bool test) =>
        SampleSets.SingleLabel(test).Select(p => ($"single-label/{part}/{p.Labels.FirstOrDefault() ?? "ok"}/{p.FileName}", p));
}
