using System.Numerics;
using SampleImages.Generator.Defects;
using SampleImages.Generator.Rendering;
using SampleImages.Generator.Scenes;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Defects;

public class DefectTests
{
    private const int Width = 112;
    private const int Height = 84;
    private const int Seeds = 8;

    public static TheoryData<string> Kinds => [.. Enum.GetNames<DefectKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_defect_shows_more_so_when_stronger_and_leaves_most_of_the_picture_alone(string name)
    {
        var kind = Enum.Parse<DefectKind>(name);
        var (weak, strong) = (0.0, 0.0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var sound = Render(seed);
            var (slight, plain) = (Changed(sound, Render(seed, (kind, 0f))), Changed(sound, Render(seed, (kind, 1f))));
            Assert.True(slight > 0, $"a slight {kind} does not show in picture {seed}");
            Assert.InRange(plain, 0.002, 0.6);
            weak += slight;
            strong += plain;
        }
        Assert.True(strong > weak * 1.05, $"{kind}: {weak / Seeds:p1} of the pixels change when slight, {strong / Seeds:p1} when plain");
    }

    [Fact]
    public void Nothing_but_the_defect_depends_on_it()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var sound = Scene(seed);
            foreach (var kind in Enum.GetValues<DefectKind>())
            {
                var scene = Scene(seed, (kind, 0.7f));
                Assert.Equal((sound.Part.GetType(), sound.Part.Extent, sound.Filament.Colour, sound.Filament.LayerHeight), (scene.Part.GetType(), scene.Part.Extent, scene.Filament.Colour, scene.Filament.LayerHeight));
                Assert.Equal((sound.Bench.GetType(), sound.Bench.Mean, sound.Lighting.Lamp, sound.View.Eye), (scene.Bench.GetType(), scene.Bench.Mean, scene.Lighting.Lamp, scene.View.Eye));
                Assert.Equal(sound.Litter.Threads.Count, scene.Litter.Threads.Count);
            }
        }
    }

    [Fact]
    public void Defects_overlap()
    {
        var all = Enum.GetValues<DefectKind>().Select(k => (k, 0.6f)).ToArray();
        var sound = Render(3);
        var everything = Changed(sound, Render(3, all));
        Assert.All(all, d => Assert.True(everything > Changed(sound, Render(3, d))));
        // The order in which they are named does not matter.
        Assert.Equal(Render(3, all).Light, Render(3, [.. all.Reverse()]).Light);
    }

    [Fact]
    public void Labels_name_kinds_one_to_one()
    {
        var labels = Enum.GetValues<DefectKind>().Select(DefectCatalog.Label).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        Assert.DoesNotContain(DefectCatalog.Sound, labels);
        Assert.Throws<ArgumentOutOfRangeException>(() => DefectCatalog.Label((DefectKind)99));
    }

    private static Scene Scene(int seed, params IReadOnlyList<(DefectKind Kind, float Strength)> defects) => new(new SampleRandom(seed, 0, 5), defects, Width, Height);

    private static Frame Render(int seed, params IReadOnlyList<(DefectKind Kind, float Strength)> defects) => new Renderer(Scene(seed, defects)).Draw(Width, Height);

    // The share of pixels that differ by an amount the eye sees.
    private static double Changed(Frame a, Frame b) =>
        a.Light.Zip(b.Light).Count(p => Vector3.Distance(p.First, p.Second) > 0.03f + 0.1f * p.First.Length()) / (double)a.Light.Length;
}
