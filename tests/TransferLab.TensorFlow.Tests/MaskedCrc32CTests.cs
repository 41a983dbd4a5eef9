namespace TransferLab.TensorFlow.Tests;

public class MaskedCrc32CTests
{
    // The check values of RFC 3720 (32 bytes 00: 8A9136AA, 32 bytes FF: 62A8AB43, 00 to 1F: 46DD794E) and of the CRC catalogue ("123456789": E3069283),
    // masked by another program.
    [Fact]
    public void Checksums_are_those_of_the_standard_under_the_mask()
    {
        Assert.Equal(0x0FD7FFFAu, MaskedCrc32C.Of(new byte[32]));
        Assert.Equal(0xF909B029u, MaskedCrc32C.Of([.. Enumerable.Repeat((byte)255, 32)]));
        Assert.Equal(0x951F7892u, MaskedCrc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0xC78AB0E5u, MaskedCrc32C.Of("123456789"u8));
    }

    [Fact]
    public void Content_of_any_length_has_the_checksum_that_bit_by_bit_gives_it()
    {
        var random = new Random(1);
        for (var length = 0; length < 70; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var crc = BitByBit(bytes);
            Assert.Equal(unchecked((crc >> 15 | crc << 17) + 0xA282EAD8), MaskedCrc32C.Of(bytes));
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }
}
