using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class CounterRandomTests
{
    [Fact]
    public void Draws_are_those_of_the_published_generator()
    {
        // The reference vector of SplitMix64 for the seed 1234567.
        var random = new CounterRandom(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];

        foreach (var value in expected)
            Assert.Equal(value, random.NextUInt64());
    }

    [Fact]
    public void NextInt_is_uniform_within_its_bound()
    {
        var random = new CounterRandom(7, 1, 2);
        var counts = new int[6];
        for (var i = 0; i < 60000; i++)
            counts[random.NextInt(6)]++;

        Assert.All(counts, c => Assert.InRange(c, 9600, 10400));
    }

    [Fact]
    public void NextDouble_stays_below_1()
    {
        var random = new CounterRandom(11);
        for (var i = 0; i < 100000; i++)
            Assert.InRange(random.NextDouble(), 0, BitConverter.UInt64BitsToDouble(0x3FEFFFFFFFFFFFFF));
    }

    [Fact]
    public void Streams_of_neighbouring_coordinates_differ()
    {
        var first = new HashSet<ulong>();
        for (ulong seed = 0; seed < 10; seed++)
            for (ulong epoch = 0; epoch < 10; epoch++)
                for (ulong index = 0; index < 100; index++)
                    Assert.True(first.Add(new CounterRandom(seed, epoch, index).NextUInt64()));
    }
}
