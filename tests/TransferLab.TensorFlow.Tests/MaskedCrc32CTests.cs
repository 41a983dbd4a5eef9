using TransferLab.TensorFlow.Checkpoints;

namespace TransferLab.TensorFlow.Tests.Reading;

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
}
