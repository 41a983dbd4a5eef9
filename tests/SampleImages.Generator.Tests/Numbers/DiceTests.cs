using SampleImages.Generator.Numbers;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Numbers;

public class DiceTests
{
    private static Dice Dice(long seed = 1) => new(new SampleRandom(seed, 0, 0));

    [Fact]
    public void Draws_stay_in_their_ranges_and_reach_both_ends()
    {
        var dice = Dice();
        var counts = Enumerable.Range(0, 500).Select(_ => dice.Count(2, 5)).ToHashSet();
        Assert.Equal([2, 3, 4, 5], counts.Order());
        Assert.All(Enumerable.Range(0, 500).Select(_ => dice.Range(-1, 3)), v => Assert.InRange(v, -1, 3));
        Assert.Equal(3, Enumerable.Range(0, 200).Select(_ => dice.Pick<int>([7, 8, 9])).Distinct().Count());
    }

    [Fact]
    public void Normal_draws_have_mean_zero_and_deviation_one()
    {
        var dice = Dice();
        var draws = Enumerable.Range(0, 20_000).Select(_ => (double)dice.Normal()).ToArray();
        Assert.InRange(draws.Average(), -0.03, 0.03);
        Assert.InRange(draws.Average(d => d * d), 0.95, 1.05);
    }

    [Fact]
    public void Shuffling_keeps_every_number_and_depends_on_the_seed()
    {
        var order = Dice().Shuffled(50);
        Assert.Equal(Enumerable.Range(0, 50), order.Order());
        Assert.Equal(order, Dice().Shuffled(50));
        Assert.NotEqual(order, Dice(2).Shuffled(50));
    }
}
