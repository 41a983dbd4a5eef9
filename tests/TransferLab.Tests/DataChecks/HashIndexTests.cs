using TransferLab.DataChecks;

namespace TransferLab.Tests.DataChecks;

public sealed class HashIndexTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(16)]
    public void Finds_every_pair_that_comparing_all_finds_and_each_once(int distance)
    {
        var random = new Random(distance + 1);
        var hashes = new ulong[300];
        for (var i = 0; i < hashes.Length; i++)
        {
            // Half of them a few bits away from an earlier one.
            hashes[i] = i > 0 && random.Next(2) == 0 ? hashes[random.Next(i)] : (ulong)random.NextInt64();
            for (var flips = random.Next(20); flips > 0; flips--)
                hashes[i] ^= 1UL << random.Next(64);
        }
        var expected = new List<(int, int)>();
        for (var i = 0; i < hashes.Length; i++)
            for (var j = i + 1; j < hashes.Length; j++)
                if (PerceptualHash.Distance(hashes[i], hashes[j]) <= distance)
                    expected.Add((i, j));

        var found = new HashIndex(hashes).Pairs(distance).ToList();

        Assert.Equal(expected, found.Order());
        Assert.True(distance < 3 || expected.Count > 20, $"{expected.Count} pairs");
    }

    [Fact]
    public void Most_pairs_are_never_compared()
    {
        var random = new Random(1);
        var index = new HashIndex([.. Enumerable.Range(0, 20_000).Select(_ => (ulong)random.NextInt64())]);

        _ = index.Pairs(new DataCheckOptions().NearDistance).Count();

        // All pairs would be 200 million.
        Assert.InRange(index.Compared, 1, 10_000_000);
    }
}
