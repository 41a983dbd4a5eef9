using TransferLab.Features;
using TransferLab.Files;
using TransferLab.Testing;

namespace TransferLab.Tests.Features;

public sealed class FeatureCacheTests : IDisposable
{
    private const int Length = 37;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Activations_survive_closing_and_are_found_by_content()
    {
        using (var cache = Open())
            for (var i = 0; i < 20; i++)
                cache.Add(Hash(i), Values(i));
        using var again = Open();
        var read = new float[Length];
        for (var i = 19; i >= 0; i--)
        {
            again.CopyTo(Hash(i), read);
            Assert.Equal(Values(i), read);
        }
        Assert.False(again.Contains(Hash(20)));
        Assert.Equal(20, again.Count);
    }

    [Fact]
    public void Records_added_after_reading_can_be_read()
    {
        using var cache = Open();
        var read = new float[Length];
        for (var i = 0; i < 50; i++)
        {
            cache.Add(Hash(i), Values(i));
            cache.CopyTo(Hash(i), read);
            Assert.Equal(Values(i), read);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(100)]
    public void A_file_that_lost_its_tail_keeps_its_whole_records(int lost)
    {
        using (var cache = Open())
            for (var i = 0; i < 5; i++)
                cache.Add(Hash(i), Values(i));
        using (var file = File.OpenWrite(Directory.GetFiles(_folder.Path).Single()))
            file.SetLength(file.Length - lost);
        using var again = Open();
        Assert.Equal(4, again.Count);
        Assert.True(again.Contains(Hash(3)));
        again.Add(Hash(4), Values(4));
        var read = new float[Length];
        again.CopyTo(Hash(4), read);
        Assert.Equal(Values(4), read);
    }

    [Fact]
    public void Any_mutated_file_gives_right_activations_or_none()
    {
        byte[] bytes;
        using (var cache = Open())
            for (var i = 0; i < 3; i++)
                cache.Add(Hash(i), Values(i));
        var path = Directory.GetFiles(_folder.Path).Single();
        bytes = File.ReadAllBytes(path);
        var random = new Random(5);
        var read = new float[Length];
        for (var round = 0; round < 300; round++)
        {
            var mutated = bytes.ToArray();
            mutated[random.Next(mutated.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, random.Next(4) == 0 ? mutated[..random.Next(mutated.Length)] : mutated);
            using var cache = Open();
            for (var i = 0; i < 3; i++)
                if (cache.Contains(Hash(i)))
                {
                    cache.CopyTo(Hash(i), read);
                    Assert.Equal(Values(i), read);
                }
        }
    }

    [Fact]
    public void A_second_owner_works_on_a_private_file_that_disappears()
    {
        using (var first = Open())
        {
            first.Add(Hash(1), Values(1));
            using (var second = Open())
            {
                Assert.False(second.Contains(Hash(1)));
                second.Add(Hash(2), Values(2));
                Assert.True(second.Contains(Hash(2)));
            }
            Assert.False(first.Contains(Hash(2)));
        }
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Another_activation_length_is_another_content()
    {
        using (var cache = Open())
            cache.Add(Hash(1), Values(1));
        using var other = FeatureCache.Open(_folder.Path, Key, Length + 1);
        Assert.Equal(0, other.Count);
        Assert.Throws<ArgumentException>(() => other.Add(Hash(1), Values(1)));
        Assert.Throws<KeyNotFoundException>(() => other.CopyTo(Hash(1), new float[Length + 1]));
    }

    [Fact]
    public void Parallel_writers_lose_nothing()
    {
        using var cache = Open();
        Parallel.For(0, 400, i => cache.Add(Hash(i % 200), Values(i % 200)));
        Assert.Equal(200, cache.Count);
        var read = new float[Length];
        for (var i = 0; i < 200; i++)
        {
            cache.CopyTo(Hash(i), read);
            Assert.Equal(Values(i), read);
        }
    }

    private static FeatureCacheKey Key { get; } = FeatureCacheKey.Of([1, 2, 3], "test");

    private static ContentHash Hash(int i) => ContentHash.Of(BitConverter.GetBytes(i));

    private static float[] Values(int i) => [.. Enumerable.Range(0, Length).Select(k => (float)Math.Sin(i * 31 + k))];

    private FeatureCache Open() => FeatureCache.Open(_folder.Path, Key, Length);
}
