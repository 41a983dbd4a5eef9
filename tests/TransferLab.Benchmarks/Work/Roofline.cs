using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using TransferLab.Kernels;
using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// What the machine can do at most, multiply-adds in the first cache and floats through memory, and how near a node of a profile comes to it (Williams et al. 2009): its least time is the larger of
/// its arithmetic at the peak and its inputs and outputs at the bandwidth. Winograd's way does a quarter of a 3×3 convolution's multiplications, so that it can stand above the roof.
/// </summary>
/// <param name="GigaFlops">Billions of operations per second on one thread.</param>
/// <param name="GigaBytes">Billions of bytes per second through memory, read and written, on one thread.</param>
internal sealed unsafe record Roofline(double GigaFlops, double GigaBytes)
{
    /// <summary>Measured now.</summary>
    public static Roofline Measure() => new(Peak(), Bandwidth());

    /// <summary>Operations and bytes of an event of the runtime's profile; no operations where it is no product.</summary>
    public static (double Operations, double Bytes) Of(string op, JsonElement arguments)
    {
        long[][] inputs = Shapes(arguments, "input_type_shape"), outputs = Shapes(arguments, "output_type_shape");
        var bytes = 4.0 * inputs.Concat(outputs).Sum(Count);
        if (inputs.Length < 2)
            return (0, bytes);
        return op switch
        {
            "Conv" => (2 * Count(outputs[0]) * (Count(inputs[1]) / Math.Max(1, inputs[1][0])), bytes),
            // As often as there are gradients of inputs and weights, which the bias has none of.
            "ConvGradient" => (2 * Products(inputs, outputs) * Count(inputs[0]) * (Count(inputs[2]) / Math.Max(1, inputs[2][0])), bytes),
            "Linear" => (2 * Count(inputs[0]) * outputs[0][^1], bytes),
            "LinearGradient" => (2 * Products(inputs, outputs) * Count(inputs[1]) * inputs[0][^1], bytes),
            "MatMul" or "Gemm" or "FusedMatMul" =>
                (Matrix(Count(inputs[0]), Count(inputs[1]), Count(outputs[0]), Count(inputs[1].Length > 2 ? inputs[1][..^2] : [])), bytes),
            _ => (0, bytes),
        };
    }

    private static int Products(long[][] inputs, long[][] outputs) => outputs.Count(o => o.SequenceEqual(inputs[1]) || o.SequenceEqual(inputs[2]));

    // A product of m×k and k×n has 2·m·n·k operations, and |A|·|B|·|C| is the square of m·n·k. Matrices of a stack are products of their own; weights are one for all.
    private static double Matrix(double a, double b, double c, double stack) => 2 * stack * Math.Sqrt(a * b * c / (stack * stack * stack));

    private static double Count(long[] dims) => dims.Aggregate(1.0, (a, b) => a * b);

    private static long[][] Shapes(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var shapes)
        ? [.. shapes.EnumerateArray().Select(s => s.EnumerateObject().First().Value.EnumerateArray().Select(d => d.GetInt64()).ToArray())] : [];

    private static double Peak()
    {
        const int Depth = 256, Calls = 4000;
        float* a = Allocate(6 * Depth), b = Allocate(16 * Depth), c = Allocate(96);
        var best = Best(() =>
        {
            for (var i = 0; i < Calls; i++)
                MicroKernel<Simd256, Vector256<float>>.Run(6, Depth, a, Depth, 1, b, c, 16, accumulate: false);
        });
        return 2.0 * 96 * Depth * Calls / best / 1e9;
    }

    private static double Bandwidth()
    {
        const int Floats = 32 * 1024 * 1024;
        float* x = Allocate(Floats), y = Allocate(Floats);
        var best = Best(() => KernelSet.Best.Map(Sequential.Instance, x, y, Floats, Epilogue.Forward(null, null, new Clamp(0, 1))));
        return 8.0 * Floats / best / 1e9;
    }

    private static double Best(Action work)
    {
        work();
        return Enumerable.Range(0, 8).Min(_ =>
        {
            var clock = Stopwatch.StartNew();
            work();
            return clock.Elapsed.TotalSeconds;
        });
    }

    private static float* Allocate(int floats)
    {
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), 64);
        new Span<float>(memory, floats).Fill(0.5f);
        return memory;
    }
}
