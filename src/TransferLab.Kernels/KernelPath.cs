using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TransferLab.Kernels;

/// <summary>The instructions that the kernels are compiled for.</summary>
internal enum KernelPath
{
    /// <summary>Vectors of 4 floats in whatever way the platform has them.</summary>
    Portable,
    /// <summary>Vectors of 4 floats with fused multiply-add (AdvSimd).</summary>
    Arm,
    /// <summary>Vectors of 8 floats with fused multiply-add.</summary>
    Avx2,
    /// <summary>Vectors of 16 floats.</summary>
    Avx512,
}

internal static class KernelPaths
{
    /// <summary>
    /// The widest path that pays on this processor. Where AVX-512 runs two vectors of 8 one after the other (Zen 4), it is as fast as AVX2 in products, and its wider panels
    /// leave more channels unused: AVX2 is taken unless the processor says that it prefers 512 bits.
    /// </summary>
    public static KernelPath Best { get; } =
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? KernelPath.Avx512
        : IsSupported(KernelPath.Avx2) ? KernelPath.Avx2
        : IsSupported(KernelPath.Arm) ? KernelPath.Arm
        : KernelPath.Portable;

    public static bool IsSupported(KernelPath path) => path switch
    {
        KernelPath.Avx512 => Avx512F.IsSupported,
        KernelPath.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        KernelPath.Arm => AdvSimd.IsSupported,
        _ => true,
    };
}
