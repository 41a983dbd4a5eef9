namespace TransferLab.Kernels.Tests;

public sealed unsafe class ActivationTests
{
    public static TheoryData<string> Paths() => [.. Enum.GetValues<KernelPath>().Where(KernelPaths.IsSupported).Select(p => p.ToString())];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Maps_clamp_add_and_mask(string path)
    {
        var random = new Random(1);
        foreach (var count in (int[])[1, 7, 8, 16 * 1024, 40_001])
        {
            using Floats x = new(count, random, -9, 9), add = new(count, random), y = new(count), dx = new(count);
            var clamp = new Clamp(0, 6);
            Kernels(path).Map(Sequential.Instance, x.Pointer, y.Pointer, count, Epilogue.Forward(null, add.Pointer, clamp));
            Kernels(path).Map(Sequential.Instance, x.Pointer, dx.Pointer, count, Epilogue.Gradient(add.Pointer, y.Pointer, clamp));
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(Math.Clamp(x.Span[i] + add.Span[i], 0, 6), y.Span[i]);
                Assert.Equal(y.Span[i] is > 0 and < 6 ? x.Span[i] + add.Span[i] : 0, dx.Span[i]);
            }
            y.CheckFences();
            dx.CheckFences();
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Transposes_any_size(string path)
    {
        var random = new Random(2);
        foreach (var (batch, rows, columns) in ((int, int, int)[])[(1, 1, 1), (2, 3, 224 * 3), (3, 64, 49), (1, 65, 130), (2, 8, 7)])
        {
            using Floats x = new(batch * rows * columns, random), y = new(batch * rows * columns);
            Kernels(path).Transpose(Sequential.Instance, x.Pointer, y.Pointer, batch, rows, columns);
            for (var b = 0; b < batch; b++)
                for (var r = 0; r < rows; r++)
                    for (var c = 0; c < columns; c++)
                        Assert.Equal(x.Span[(b * rows + r) * columns + c], y.Span[(b * columns + c) * rows + r]);
            y.CheckFences();
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Max_pool_takes_the_largest_and_gives_its_gradient_to_the_first_of_them(string path)
    {
        var random = new Random(4);
        for (var i = 0; i < 60; i++)
        {
            var drawn = ShapeDraw.Next(random);
            var s = drawn with { OutputChannels = drawn.InputChannels, Groups = drawn.InputChannels };
            using Floats x = new((long)s.InputPositions * s.InputChannels), dy = new((long)s.OutputPositions * s.InputChannels, random), y = new(dy.Span.Length), dx = new(x.Span.Length);
            // Few different values, so that maxima are shared.
            foreach (ref var value in x.Span)
                value = random.Next(0, 5);
            var mask = i % 2 == 0 ? Clamp.None : new Clamp(0, 4);
            Kernels(path).MaxPool(Sequential.Instance, s, x.Pointer, y.Pointer);
            Kernels(path).MaxPoolGradient(Sequential.Instance, s, dy.Pointer, x.Pointer, y.Pointer, Epilogue.Gradient(null, x.Pointer, mask), dx.Pointer);
            var right = new double[dx.Span.Length];
            for (var at = 0; at < y.Span.Length; at++)
            {
                var (best, where) = Largest(s, x.Span, at);
                Assert.Equal(best, y.Span[at]);
                if (where >= 0 && x.Span[where] > mask.Low && x.Span[where] < mask.High)
                    right[where] += dy.Span[at];
            }
            Assert.True(dx.ErrorFrom(right, 1) < 1e-5);
            y.CheckFences();
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Global_average_and_its_gradient(string path)
    {
        var random = new Random(6);
        foreach (var (batch, positions, channels) in ((int, int, int)[])[(1, 1, 1), (2, 49, 1024), (3, 12, 13)])
        {
            using Floats x = new(batch * positions * channels, random, 0, 1), dy = new(batch * channels, random), y = new(batch * channels), dx = new(x.Span.Length);
            var mask = new Clamp(0.2f, 0.8f);
            Kernels(path).GlobalAverage(Sequential.Instance, x.Pointer, batch, positions, channels, y.Pointer);
            Kernels(path).GlobalAverageGradient(Sequential.Instance, dy.Pointer, batch, positions, channels, 1f / positions, Epilogue.Gradient(null, x.Pointer, mask), dx.Pointer);
            for (var i = 0; i < x.Span.Length; i++)
                Assert.Equal(x.Span[i] > mask.Low && x.Span[i] < mask.High ? dy.Span[i / (positions * channels) * channels + i % channels] / positions : 0, dx.Span[i], 1e-6f);
            for (var i = 0; i < y.Span.Length; i++)
            {
                var mean = 0.0;
                for (var p = 0; p < positions; p++)
                    mean += x.Span[(i / channels * positions + p) * channels + i % channels];
                Assert.Equal(mean / positions, y.Span[i], 1e-5);
            }
            y.CheckFences();
            dx.CheckFences();
        }
    }

    private static KernelSet Kernels(string path) => KernelSet.Of(Enum.Parse<KernelPath>(path));

    private static (float Best, int Where) Largest(ConvolutionShape s, ReadOnlySpan<float> x, int output)
    {
        var (rest, c) = Math.DivRem(output, s.InputChannels);
        (rest, var j) = Math.DivRem(rest, s.OutputWidth);
        var (n, i) = Math.DivRem(rest, s.OutputHeight);
        var (best, where) = (float.NegativeInfinity, -1);
        for (var a = 0; a < s.KernelHeight; a++)
            for (var b = 0; b < s.KernelWidth; b++)
            {
                int h = i * s.StrideHeight + a * s.DilationHeight - s.PadTop, v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                var at = ((n * s.Height + h) * s.Width + v) * s.InputChannels + c;
                if (h >= 0 && v >= 0 && h < s.Height && v < s.Width && x[at] > best)
                    (best, where) = (x[at], at);
            }
        return (best, where);
    }
}
