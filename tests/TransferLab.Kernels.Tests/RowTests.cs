using System.Runtime.Intrinsics;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Tests;

/// <summary>GELU, and the gradients of layer normalisation and softmax, against their formulas in double precision.</summary>
public sealed unsafe class RowTests
{
    private static readonly (int Rows, int Length)[] s_sizes = [(1, 1), (3, 4), (5, 13), (40, 16), (7, 384), (2, 1000)];

    public static TheoryData<string> Paths() => [.. Enum.GetValues<KernelPath>().Where(KernelPaths.IsSupported).Select(p => p.ToString())];

    [Fact]
    public void The_exponential_is_right_to_two_units_in_the_last_place()
    {
        var worst = 0.0;
        for (var x = -87f; x < 88; x += 0.0137f)
        {
            var right = Math.Exp(x);
            worst = Math.Max(worst, Math.Abs(Exponential<Simd128, Vector128<float>>.Of(Vector128.Create(x))[1] - right) / right);
        }
        Assert.True(worst < 2.4e-7, $"{worst:E1}");
        Assert.Equal(1, Exponential<Simd128, Vector128<float>>.Of(Vector128<float>.Zero)[0]);
        Assert.InRange(Exponential<Simd128, Vector128<float>>.Of(Vector128.Create(float.NegativeInfinity))[0], 0, 2e-38f);
        Assert.True(float.IsNaN(Exponential<Simd128, Vector128<float>>.Of(Vector128.Create(float.NaN))[0]));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Gelu_and_its_gradient(string path)
    {
        var random = new Random(1);
        foreach (var count in (int[])[1, 7, 8, 16 * 1024, 40_001])
        {
            using Floats x = new(count, random, -6, 6), dy = new(count, random), y = new(count), dx = new(count);
            x.Span[0] = 0;
            Kernels(path).Gelu(Sequential.Instance, x.Pointer, y.Pointer, count);
            Kernels(path).GeluGradient(Sequential.Instance, dy.Pointer, x.Pointer, dx.Pointer, count);
            double[] values = new double[count], slopes = new double[count];
            for (var i = 0; i < count; i++)
            {
                double v = x.Span[i], phi = Normal(v);
                values[i] = v * phi;
                slopes[i] = dy.Span[i] * (phi + v * Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI));
            }
            Assert.True(y.ErrorFrom(values, 1) < 6e-7, $"{y.ErrorFrom(values, 1):E1}");
            Assert.True(dx.ErrorFrom(slopes, 1) < 4e-7, $"{dx.ErrorFrom(slopes, 1):E1}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Layer_normalisation_gives_all_its_gradients(string path)
    {
        const float Epsilon = 1e-3f;
        var random = new Random(2);
        foreach (var (rows, length) in s_sizes)
        {
            // Far from 0, where a variance by Σx² would have no digit left.
            using Floats x = new(rows * length, random, 99, 101), dy = new(rows * length, random), scale = new(length, random), add = new(rows * length, random);
            using Floats dx = new(rows * length), dscale = new(length), dbias = new(length), alone = new(rows * length);
            Kernels(path).LayerNormalizationGradient(Sequential.Instance, dy.Pointer, x.Pointer, scale.Pointer, rows, length, Epsilon, dx.Pointer, dscale.Pointer, dbias.Pointer,
                Epilogue.Gradient(add.Pointer, null, Clamp.None));
            Kernels(path).LayerNormalizationGradient(Sequential.Instance, dy.Pointer, x.Pointer, scale.Pointer, rows, length, Epsilon, alone.Pointer, null, null,
                Epilogue.Gradient(add.Pointer, null, Clamp.None));
            double[] right = new double[rows * length], rightScale = new double[length], rightBias = new double[length];
            for (var row = 0; row < rows; row++)
            {
                var values = x.Span.Slice(row * length, length).ToArray().Select(v => (double)v).ToArray();
                var mean = values.Average();
                var r = 1 / Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + Epsilon);
                var normal = values.Select(v => (v - mean) * r).ToArray();
                var g = new double[length];
                for (var k = 0; k < length; k++)
                {
                    double d = dy.Span[row * length + k];
                    g[k] = d * scale.Span[k];
                    rightScale[k] += d * normal[k];
                    rightBias[k] += d;
                }
                var moment = g.Zip(normal, (a, b) => a * b).Average();
                for (var k = 0; k < length; k++)
                    right[row * length + k] = r * (g[k] - g.Average() - normal[k] * moment) + add.Span[row * length + k];
            }
            Assert.True(dx.ErrorFrom(right, 1) < 1e-4, $"{rows}×{length}: {dx.ErrorFrom(right, 1):E1}");
            Assert.True(dscale.ErrorFrom(rightScale, 1) < 1e-3 && dbias.ErrorFrom(rightBias, 1) < 1e-5);
            Assert.Equal(dx.Span, alone.Span);
            alone.CheckFences();
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Softmax_gradient(string path)
    {
        var random = new Random(3);
        foreach (var (rows, length) in s_sizes)
        {
            using Floats y = new(rows * length, random, 0, 1), dy = new(rows * length, random), dx = new(rows * length);
            Kernels(path).SoftmaxGradient(Sequential.Instance, dy.Pointer, y.Pointer, rows, length, dx.Pointer);
            var right = new double[rows * length];
            for (var row = 0; row < rows; row++)
            {
                var sum = 0.0;
                for (var k = 0; k < length; k++)
                    sum += (double)dy.Span[row * length + k] * y.Span[row * length + k];
                for (var k = 0; k < length; k++)
                    right[row * length + k] = y.Span[row * length + k] * (dy.Span[row * length + k] - sum);
            }
            Assert.True(dx.ErrorFrom(right, length) < 1e-6);
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_who_runs_the_parts()
    {
        const int Rows = 401, Length = 100;
        var random = new Random(4);
        using Floats x = new(Rows * Length, random), dy = new(Rows * Length, random), scale = new(Length, random);
        using Floats one = new(Rows * Length), other = new(Rows * Length), sums = new(2 * Length), otherSums = new(2 * Length);
        foreach (var (parallel, dx, s) in ((IParallel, Floats, Floats)[])[(Sequential.Instance, one, sums), (new BackwardsOnThreads(), other, otherSums)])
            KernelSet.Best.LayerNormalizationGradient(parallel, dy.Pointer, x.Pointer, scale.Pointer, Rows, Length, 1e-5f, dx.Pointer, s.Pointer, s.Pointer + Length,
                Epilogue.Gradient(null, null, Clamp.None));
        Assert.Equal(one.Span, other.Span);
        Assert.Equal(sums.Span, otherSums.Span);
    }

    private static KernelSet Kernels(string path) => KernelSet.Of(Enum.Parse<KernelPath>(path));

    /// <summary>Φ(x) by the series of erf, whose terms stay below 1e8 here.</summary>
    private static double Normal(double x)
    {
        double z = x / Math.Sqrt(2), term = z, sum = z;
        for (var n = 1; n < 120; n++)
        {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return 0.5 + sum / Math.Sqrt(Math.PI);
    }
}
