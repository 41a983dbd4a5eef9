using System.Buffers.Binary;
using System.Numerics;

namespace TransferLab.TensorFlow.Checkpoints;

/// <summary>CRC-32C (Castagnoli), masked as tables and bundles store it: rotated right by 15 bits, plus a constant.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    public static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Append(uint.MaxValue, data) ^ uint.MaxValue;
        return BitOperations.RotateRight(crc, 15) + MaskDelta;
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
