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
    /// The path that is taken where nobody says otherwise. AVX-512 is not: no machine that has it was at hand to measure on, and AVX2 is known to lose
    /// nothing on Zen 4, which works off 512 bits in two halves.
    /// </summary>
    public static KernelPath Best { get; } =
        IsSupported(KernelPath.Avx2) ? KernelPath.Avx2
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
