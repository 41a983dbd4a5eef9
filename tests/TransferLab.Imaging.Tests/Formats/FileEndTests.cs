using System.Buffers.Binary;
using NetVips;
using TransferLab.Imaging.Formats;
using TransferLab.Imaging.Tests.Support;
using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Tests.Formats;

/// <summary>Why a file was refused is told from the file, and told to nobody else.</summary>
public class FileEndTests
{
    [Fact]
    public void Every_format_cut_short_says_so_and_whole_files_do_not()
    {
        using var image = TestPictures.Noise(120, 90, seed: 6);
        foreach (var file in Files(image))
        {
            var format = FormatSniffer.Sniff(file);
            Assert.False(FileEnd.IsMissing(file, format), $"{format}");

            // From the shortest start that is told from other files to the last bytes before the end.
            foreach (var length in (int[])[32, file.Length / 5, file.Length / 2, file.Length * 19 / 20, file.Length - 3])
            {
                Assert.True(FileEnd.IsMissing(file.AsSpan(0, length), format), $"{format}, {length} of {file.Length}");
                if (length < file.Length * 9 / 10)
                {
                    var refused = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file.AsSpan(0, length)));
                    Assert.Equal((ImageDecodeFailure.Truncated, $"{format}: the data ends too early"), (refused.Failure, refused.Message));
                }
            }
        }
    }

    [Fact]
    public void Every_fixture_is_whole()
    {
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(TestPictures.Fixture("x"))!))
        {
            var bytes = File.ReadAllBytes(path);
            if (FormatSniffer.Sniff(bytes) is var format && format is not ImageFormat.Unknown and not ImageFormat.Bmp)
                Assert.False(FileEnd.IsMissing(bytes, format), path);
        }
    }

    [Fact]
    public void Boxes_with_long_lengths_and_pages_of_big_files_are_followed()
    {
        var box = new byte[40];
        BinaryPrimitives.WriteUInt32BigEndian(box, 16);
        "ftyp"u8.CopyTo(box.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(box.AsSpan(16), 1);
        "mdat"u8.CopyTo(box.AsSpan(20));
        foreach (var (length, missing) in ((ulong, bool)[])[(24, false), (25, true), (ulong.MaxValue, true), (3, false)])
        {
            BinaryPrimitives.WriteUInt64BigEndian(box.AsSpan(24), length);
            Assert.Equal(missing, FileEnd.IsMissing(box, ImageFormat.Avif));
        }
        foreach (var bigEndian in (bool[])[true, false])
        {
            var tiff = new byte[32];
            (bigEndian ? "MM\0+"u8 : "II+\0"u8).CopyTo(tiff);
            foreach (var (directory, missing) in ((ulong, bool)[])[(16, false), (31, true), (ulong.MaxValue, true)])
            {
                BinaryPrimitives.WriteUInt64LittleEndian(tiff.AsSpan(8), bigEndian ? BinaryPrimitives.ReverseEndianness(directory) : directory);
                Assert.Equal(missing, FileEnd.IsMissing(tiff, ImageFormat.Tiff));
            }
            Assert.True(FileEnd.IsMissing(tiff.AsSpan(0, 12), ImageFormat.Tiff));
        }
    }

    [Fact]
    public void Threads_with_different_broken_files_are_each_told_of_their_own_only()
    {
        using var image = TestPictures.Noise(60, 45, seed: 3);
        byte[][] broken = [.. Files(image).SelectMany(f => (byte[][])[f[..(f.Length / 2)], Damaged(f)])];
        var alone = broken.Select(Refusal).ToArray();
        Assert.All(broken.Zip(alone), b => Assert.StartsWith($"{FormatSniffer.Sniff(b.First)}: the data ", b.Second.Message, StringComparison.Ordinal));
        Assert.Equal(2, alone.Select(a => a.Failure).Distinct().Count());

        Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var refused = Refusal(broken[i % broken.Length]);
            var expected = alone[i % broken.Length];
            Assert.Equal((expected.Failure, expected.Message), (refused.Failure, refused.Message));
            // What libvips says stands in one buffer for all threads, so it must not travel along inside either.
            Assert.Null(refused.InnerException);
        });
    }

    private static ImageDecodeException Refusal(byte[] bytes) => Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(bytes));

    private static IEnumerable<byte[]> Files(RgbImage image) =>
    [
        .. ImageDecoderTests.Encodings(image).Where(f => FormatSniffer.Sniff(f) != ImageFormat.Bmp),
        VipsEncoder.Encode(image.Pixels, image.Width, image.Height, i => i.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw)),
        ImageDecoderTests.Avif(image),
    ];

    /// <summary>The file with the first stretch spoilt that leaves its end in sight and its pixels not to be had.</summary>
    private static byte[] Damaged(byte[] file)
    {
        for (var round = 0; ; round++)
        {
            var damaged = file.ToArray();
            damaged.AsSpan(12 + (round / 2 * (1 + (file.Length / 200))), 24).Fill((byte)(round % 2 == 0 ? 0xA5 : 0));
            try
            {
                ImageDecoder.Decode(damaged).Dispose();
            }
            catch (ImageDecodeException e) when (e.Failure == ImageDecodeFailure.Corrupt)
            {
                return damaged;
            }
            catch (ImageDecodeException)
            {
                // Refused for another reason: on to the next stretch.
            }
        }
    }
}
