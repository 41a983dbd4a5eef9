using System.IO.Hashing;
using System.Numerics;

namespace TransferLab.TensorFlow.Checkpoints;

/// <summary>CRC-32C (Castagnoli), masked as tables and bundles store it: rotated right by 15 bits, plus a constant.</summary>
internal static class MaskedCrc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> data) => unchecked(BitOperations.RotateRight(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, data), 15) + MaskDelta);
}
