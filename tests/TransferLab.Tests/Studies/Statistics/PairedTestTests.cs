using TransferLab.Runs;
using TransferLab.Studies.Statistics;

namespace TransferLab.Tests.Studies.Statistics;

public sealed class PairedTestTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    // 2 · ½^n for none against n.
    [InlineData(6, 0, 0.03125)]
    [InlineData(0, 8, 0.0078125)]
    // 2 · (1 + 10) / 2^10.
    [InlineData(9, 1, 0.021484375)]
    public void The_sign_test_is_exact(int better, int worse, double p) => Assert.Equal(p, PairedTest.SignTest(better, worse), 12);

    [Fact]
    public void Few_images_prove_nothing_and_many_do()
    {
        Assert.False(PairedTest.Of([new(0.125, 5, 0)], 0.95, 1).IsClear);
        Assert.True(PairedTest.Of([new(0.15, 6, 0)], 0.95, 1).IsClear);
        // Held against four at once.
        Assert.False(PairedTest.Of([new(0.15, 6, 0)], 0.95, 4).IsClear);
        Assert.True(PairedTest.Of([new(0.2, 8, 0)], 0.95, 4).IsClear);
        Assert.False(PairedTest.Of([new(-0.2, 0, 8)], 0.95, 1).IsClear);
        Assert.False(PairedTest.Of([], 0.95, 1).IsClear);
    }

    [Fact]
    public void Several_seeds_have_to_agree()
    {
        Assert.True(PairedTest.Of([new(0.2, 8, 0), new(0.225, 9, 0), new(0.2, 9, 1)], 0.95, 4).IsClear);
        Assert.False(PairedTest.Of([new(0.5, 20, 0), new(0, 5, 5), new(-0.05, 3, 5)], 0.95, 4).IsClear);
    }

    /// <summary>Strategies that are equal are seldom told apart: at most one time in twenty, over five of them.</summary>
    [Fact]
    public void Chance_is_seldom_taken_for_a_difference()
    {
        var random = new Random(7);
        var wrong = Enumerable.Range(0, 2000).Count(_ =>
        {
            var shared = Enumerable.Range(0, 40).Select(_ => random.NextDouble()).ToArray();
            var hits = Enumerable.Range(0, 5).Select(_ => shared.Select(p => random.NextDouble() < p).ToArray()).ToArray();
            var best = hits.MaxBy(h => h.Count(x => x))!;
            return hits.Any(h => PairedTest.Of([new((best.Count(x => x) - h.Count(x => x)) / 40.0, best.Zip(h).Count(z => z is (true, false)), best.Zip(h).Count(z => z is (false, true)))], 0.95, 4).IsClear);
        });
        Assert.InRange(wrong, 0, 100);
    }

    [Fact]
    public void Images_are_right_or_wrong_with_one_label_and_ranked_with_several()
    {
        Assert.Equal((1, 0), (ImageScores.Of(new("a", [1], [0.2, 0.8]), false), ImageScores.Of(new("a", [0], [0.2, 0.8]), false)));
        // True labels 0 and 2, ranked first and third: (1/1 + 2/3) / 2.
        Assert.Equal(5.0 / 6, ImageScores.Of(new("a", [0, 2], [0.9, 0.5, 0.3]), true), 12);
        Assert.Equal(1, ImageScores.Of(new("a", [], [0.9, 0.5, 0.3]), true));
    }

    [Fact]
    public void Only_the_same_images_are_compared()
    {
        ImagePrediction[] a = [new("x", [0], [0.9, 0.1]), new("y", [0], [0.9, 0.1]), new("z", [1], [0.9, 0.1])];
        ImagePrediction[] b = [new("x", [0], [0.1, 0.9]), new("y", [0], [0.8, 0.2]), new("z", [1], [0.1, 0.9])];
        Assert.Equal((1, 1), ImageScores.Compare(a, b, false));
        Assert.Equal((0, 0), ImageScores.Compare(a, [b[1], b[0], b[2]], false));
    }
}
