using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Formats;

/// <summary>Damaged files: whatever is wrong, a picture or an <see cref="ImageDecodeException"/>, and never anything else.</summary>
public class MutationTests
{
    private static readonly DecodeOptions s_small = new() { MaxPixels = 1_000_000 };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Damaged_files_of_every_format_never_crash(int kind)
    {
        using var image = TestPictures.Smooth(37, 29);
        var original = ImageDecoderTests.Encodings(image).ElementAt(kind);
        var random = new Random(100 + kind);
        int decoded = 0, refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            Try(Damage(original, random), ref decoded, ref refused);
        }
        Assert.True(refused > 100, $"{refused} refused");
        Assert.True(decoded > 20, $"{decoded} decoded");
    }

    [Fact]
    public void Damaged_fixtures_never_crash()
    {
        var random = new Random(42);
        int decoded = 0, refused = 0;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(TestPictures.Fixture("x"))!))
        {
            if (file.EndsWith(".expected.png", StringComparison.Ordinal) || file.EndsWith(".py", StringComparison.Ordinal))
                continue;
            var original = File.ReadAllBytes(file);
            for (var round = 0; round < 60; round++)
                Try(Damage(original, random), ref decoded, ref refused);
        }
        Assert.True(refused > 200 && decoded > 200, $"{refused} refused, {decoded} decoded");
    }

    private static void Try(byte[] bytes, ref int decoded, ref int refused)
    {
        try
        {
            using var image = ImageDecoder.Decode(bytes, s_small);
            Assert.InRange((long)image.Width * image.Height, 1, s_small.MaxPixels);
            decoded++;
        }
        catch (ImageDecodeException e)
        {
            Assert.NotEmpty(e.Message);
            refused++;
        }
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = original.ToArray();
        switch (random.Next(4))
        {
            case 0: // cut off
                return bytes[..random.Next(bytes.Length)];
            case 1: // one byte in the header, where most decisions are made
                bytes[random.Next(Math.Min(bytes.Length, 64))] = (byte)random.Next(256);
                return bytes;
            case 2: // a few bits anywhere
                for (var flips = random.Next(1, 8); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            default: // a stretch of garbage
                var start = random.Next(bytes.Length);
                random.NextBytes(bytes.AsSpan(start, Math.Min(random.Next(1, 40), bytes.Length - start)));
                return bytes;
        }
    }
}
