using System.Runtime.InteropServices;

namespace TransferLab.Kernels.Tests;

/// <summary>
/// Native floats between two fences: a kernel that writes before or behind its result is caught when the fences are looked at.
/// </summary>
internal sealed unsafe class Floats : IDisposable
{
    private const int Fence = 64;
    private const float Mark = 12345.678f;

    private readonly float* _memory;
    private readonly int _count;

    public Floats(long count)
    {
        _count = checked((int)count);
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(_count + 2 * Fence) * sizeof(float), 64);
        new Span<float>(_memory, _count + 2 * Fence).Fill(Mark);
        // What a kernel does not write stays NaN, and is seen in any comparison.
        Span.Fill(float.NaN);
    }

    public Floats(long count, Random random, float low = -1, float high = 1) : this(count)
    {
        foreach (ref var value in Span)
            value = low + (high - low) * random.NextSingle();
    }

    public float* Pointer => _memory + Fence;

    public Span<float> Span => new(Pointer, _count);

    public void CheckFences()
    {
        Assert.DoesNotContain(new Span<float>(_memory, Fence).ToArray(), v => v != Mark);
        Assert.DoesNotContain(new Span<float>(Pointer + _count, Fence).ToArray(), v => v != Mark);
    }

    /// <summary>Largest difference from the values that are right, relative to the largest of those before any clamp, which is what rounding goes by.</summary>
    public double ErrorFrom(double[] right, double scale)
    {
        CheckFences();
        double error = 0;
        for (var i = 0; i < right.Length; i++)
            error = Math.Max(error, double.IsNaN(Span[i]) ? double.PositiveInfinity : Math.Abs(Span[i] - right[i]));
        return error / Math.Max(scale, 1e-3);
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
