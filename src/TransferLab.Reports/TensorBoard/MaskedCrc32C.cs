using System.IO.Hashing;
using System.Numerics;

namespace TransferLab.Reports.TensorBoard;

/// <summary>
/// CRC-32C (Castagnoli) under the mask that TFRecord files lay over it, rotated right by 15 bits plus a constant: a file that holds checksums of itself would be a poor thing to
/// check by them.
/// </summary>
internal static class MaskedCrc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes), 15) + MaskDelta);
}
