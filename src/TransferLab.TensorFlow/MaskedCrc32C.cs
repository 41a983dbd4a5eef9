using System.IO.Hashing;
using System.Numerics;

namespace TransferLab.TensorFlow;

/// <summary>
/// CRC-32C (Castagnoli) under the mask that all files of TensorFlow lay over it, tables, bundles and records: rotated right by 15 bits plus a constant, since
/// a file that holds checksums of itself would be a poor thing to check by them.
/// </summary>
internal static class MaskedCrc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> data) => unchecked(BitOperations.RotateRight(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, data), 15) + MaskDelta);
}
