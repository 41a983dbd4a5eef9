using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class EpochShuffleTests
{
    [Fact]
    public void Permutation_is_the_same_for_ever()
    {
        // Golden, computed by an implementation in another language: runs recorded by earlier versions resume on this order.
        Assert.Equal(GoldenSeed1Epoch0, EpochShuffle.Permutation(10, 1, 0));
        Assert.Equal(GoldenSeed1Epoch1, EpochShuffle.Permutation(10, 1, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Permutation_has_every_index_once(int count) =>
        Assert.Equal(Enumerable.Range(0, count), EpochShuffle.Permutation(count, 9, 4).Order());

    [Fact]
    public void Every_position_is_equally_likely()
    {
        var counts = new int[5, 5];
        for (var epoch = 0; epoch < 20000; epoch++)
        {
            var order = EpochShuffle.Permutation(5, 123, epoch);
            for (var i = 0; i < 5; i++)
                counts[i, order[i]]++;
        }

        foreach (var count in counts)
            Assert.InRange(count, 3750, 4250);
    }

    [Fact]
    public void Order_shuffles_the_given_indices()
    {
        int[] indices = [3, 5, 8, 13, 21];

        Assert.Equal(EpochShuffle.Permutation(5, 2, 7).Select(i => indices[i]), EpochShuffle.Order(indices, 2, 7));
    }

    private static readonly int[] GoldenSeed1Epoch0 = [3, 8, 6, 9, 1, 2, 0, 7, 5, 4];
    private static readonly int[] GoldenSeed1Epoch1 = [4, 6, 7, 1, 8, 5, 2, 3, 9, 0];
}
