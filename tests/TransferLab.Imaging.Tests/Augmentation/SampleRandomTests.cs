using TransferLab.Imaging.Augmentation;

namespace TransferLab.Imaging.Tests.Augmentation;

public class SampleRandomTests
{
    [Fact]
    public void The_generator_is_splitmix64()
    {
        // The published sequence of the state 0.
        var random = new SampleRandom(key: 0);
        Assert.Equal(0xE220A8397B1DCDAFul, random.NextUInt64());
        Assert.Equal(0x6E789E6AA1B965F4ul, random.NextUInt64());
        Assert.Equal(0x06C45D188009454Ful, random.NextUInt64());
    }

    [Fact]
    public void Draws_of_seed_epoch_and_index_never_change()
    {
        var random = new SampleRandom(1, 2, 3);
        Assert.Equal([Golden[0], Golden[1]], [random.NextUInt64(), random.NextUInt64()]);
        var fork = random.Fork(0);
        Assert.Equal(Golden[2], fork.NextUInt64());
        fork = new SampleRandom(-1, 0, long.MaxValue).Fork(5);
        Assert.Equal(Golden[3], fork.NextUInt64());
    }

    // Computed by an independent program from the documented formula (Augmentation/sample_random.py).
    private static readonly ulong[] Golden = [0x12588D809DCE88A7, 0xDD034EA7D44E8739, 0xBA6F5B35AC0CF902, 0x0061622043E85AE4];

    [Fact]
    public void Forks_do_not_depend_on_what_was_drawn_and_differ_from_each_other()
    {
        var random = new SampleRandom(7, 0, 0);
        var before = random.Fork(1);
        random.NextUInt64();
        var after = random.Fork(1);
        var other = random.Fork(2);
        Assert.Equal(before.NextUInt64(), after.NextUInt64());
        Assert.NotEqual(before.NextUInt64(), other.NextUInt64());
    }

    [Fact]
    public void Neighbouring_seeds_epochs_and_indices_give_unrelated_numbers()
    {
        var seen = new HashSet<ulong>();
        double sum = 0;
        for (var seed = 0; seed < 10; seed++)
            for (var epoch = 0; epoch < 10; epoch++)
                for (var index = 0; index < 100; index++)
                {
                    var random = new SampleRandom(seed, epoch, index);
                    sum += random.NextDouble();
                    Assert.True(seen.Add(random.NextUInt64()));
                }
        Assert.InRange(sum / 10_000, 0.49, 0.51);
    }

    [Fact]
    public void Integers_are_uniform()
    {
        var random = new SampleRandom(3, 0, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt32(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }
}
