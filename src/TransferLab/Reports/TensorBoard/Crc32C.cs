using System.Buffers.Binary;
using System.Numerics;

namespace TransferLab.Reports.TensorBoard;

/// <summary>CRC-32C (Castagnoli, RFC 3720), by the processor's own instruction where it has one, and the mask that TFRecord files lay over it.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>The checksum turned right by 15 bits plus a constant: a file that holds checksums of itself would be a poor thing to check by them.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Of(bytes), 15) + MaskDelta);
}
