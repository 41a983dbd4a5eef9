using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Formats;

public class BmpDecoderTests
{
    // Blue, green, red, reserved: black, red, green, white.
    private static readonly byte[] s_palette = [0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 255, 255, 0];
    private static readonly string[] s_letters = ["K", "R", "G", "W"];

    [Fact]
    public void Rows_run_from_the_bottom_up_or_down()
    {
        byte[] rows = [0, 1, 2, 0, 3, 2, 1, 0];
        Assert.Equal("WGR/KRG", Letters(BmpWriter.Info(3, 2, 8, 0, s_palette, rows)));
        Assert.Equal("KRG/WGR", Letters(BmpWriter.Info(3, -2, 8, 0, s_palette, rows)));
    }

    [Fact]
    public void Indices_of_1_and_4_bits_run_from_the_highest_bit()
    {
        Assert.Equal("RKRRKKKKR", Letters(BmpWriter.Info(9, 1, 1, 0, s_palette[..8], [0b1011_0000, 0b1000_0000, 0, 0])));
        Assert.Equal("RGW", Letters(BmpWriter.Info(3, 1, 4, 0, s_palette, [0x12, 0x30, 0, 0])));
    }

    [Fact]
    public void Os2_headers_have_palettes_of_three_bytes() =>
        Assert.Equal("GR", Letters(BmpWriter.Core(2, 1, 8, [0, 0, 0, 0, 0, 255, 0, 255, 0], [2, 1, 0, 0])));

    [Fact]
    public void Rle8_has_runs_literals_jumps_and_ends()
    {
        // Run of 3 red; end of line; literal G W K (padded); end of line; jump 1 right 0 up; run of 2 white; end.
        byte[] data = [3, 1, 0, 0, 0, 3, 2, 3, 0, 0, 0, 0, 0, 2, 1, 0, 2, 3, 0, 1];
        Assert.Equal("KWW/GWK/RRR", Letters(BmpWriter.Info(3, 3, 8, 1, s_palette, data)));
    }

    [Fact]
    public void Rle4_alternates_two_colours()
    {
        byte[] data = [5, 0x12, 0, 0, 0, 5, 0x12, 0x33, 0x10, 0, 0, 1];
        Assert.Equal("RGWWR/RGRGR", Letters(BmpWriter.Info(5, 2, 4, 2, s_palette, data)));
    }

    [Fact]
    public void Runs_past_the_edge_are_cut() =>
        Assert.Equal("RR", Letters(BmpWriter.Info(2, 1, 8, 1, s_palette, [255, 1, 0, 1])));

    [Fact]
    public void Sixteen_bits_have_five_each_unless_masks_say_otherwise()
    {
        using var fives = ImageDecoder.Decode(BmpWriter.Info(2, 1, 16, 0, [], [0xFF, 0x7F, 0x10, 0x00]));
        Assert.Equal([255, 255, 255, 0, 0, 132], fives.Pixels.ToArray());
        byte[] masks565 = [0, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0];
        using var sixes = ImageDecoder.Decode(BmpWriter.Info(2, 1, 16, 3, masks565, [0xE0, 0x07, 0x00, 0x80]));
        Assert.Equal([0, 255, 0, 132, 0, 0], sixes.Pixels.ToArray());
    }

    [Fact]
    public void Alpha_counts_only_where_a_mask_declares_it()
    {
        using var ignored = ImageDecoder.Decode(BmpWriter.Info(1, 1, 32, 0, [], [1, 2, 3, 0]));
        Assert.Equal([3, 2, 1], ignored.Pixels.ToArray());
        byte[] masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255];
        using var laid = ImageDecoder.Decode(BmpWriter.Info(2, 1, 32, 6, masks, [0, 0, 0, 0, 0, 0, 0, 128]));
        Assert.Equal([255, 255, 255, 127, 127, 127], laid.Pixels.ToArray());
    }

    [Theory]
    [InlineData(0, 1, 8, 0)]
    [InlineData(-3, 1, 8, 0)]
    [InlineData(3, 0, 8, 0)]
    [InlineData(3, int.MinValue, 8, 0)]
    [InlineData(3, 1, 7, 0)]
    [InlineData(3, 1, 8, 4)]
    [InlineData(3, -1, 8, 1)]
    public void Impossible_headers_are_refused(int width, int height, int bits, int compression)
    {
        var failure = Assert.Throws<ImageDecodeException>(() =>
            ImageDecoder.Decode(BmpWriter.Info(width, height, bits, compression, s_palette, new byte[64]))).Failure;
        Assert.True(failure is ImageDecodeFailure.Corrupt or ImageDecodeFailure.UnsupportedFormat);
    }

    [Fact]
    public void Missing_palettes_scattered_masks_and_missing_pixels_are_refused()
    {
        Assert.Equal(ImageDecodeFailure.Corrupt, Refusal(BmpWriter.Info(3, 1, 8, 0, [], new byte[4])));
        Assert.Equal(ImageDecodeFailure.Corrupt, Refusal(BmpWriter.Info(1, 1, 32, 3, [5, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0], new byte[4])));
        Assert.Equal(ImageDecodeFailure.Truncated, Refusal(BmpWriter.Info(3, 2, 8, 0, s_palette, new byte[6])));
        Assert.Equal(ImageDecodeFailure.Truncated, Refusal(BmpWriter.Info(3, 1, 8, 1, s_palette, [2, 1])));

        // The padding after the last row may be missing.
        Assert.Equal("KKK/KKK", Letters(BmpWriter.Info(3, 2, 8, 0, s_palette, new byte[7])));
    }

    private static ImageDecodeFailure Refusal(byte[] file) => Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file)).Failure;

    private static string Letters(byte[] file)
    {
        using var image = ImageDecoder.Decode(file);
        return string.Join('/',
            Enumerable.Range(0, image.Height).Select(y => string.Concat(Enumerable.Range(0, image.Width).Select(x => Letter(image, x, y)))));
    }

    private static string Letter(RgbImage image, int x, int y)
    {
        var pixel = image.Row(y).Slice(x * 3, 3);
        for (var i = 0; i < s_letters.Length; i++)
            if (pixel[0] == s_palette[i * 4 + 2] && pixel[1] == s_palette[i * 4 + 1] && pixel[2] == s_palette[i * 4])
                return s_letters[i];
        return "?";
    }
}
