namespace TransferLab.Kernels.Tests;

public sealed unsafe class ConvolutionTests
{
    // F(4,3) multiplies by up to 8 before numbers cancel, which costs about a digit; the other forms are as exact as their sums are long.
    private const double Tolerance = 2e-5;

    public static TheoryData<string, int> Draws()
    {
        var data = new TheoryData<string, int>();
        foreach (var path in Enum.GetValues<KernelPath>().Where(KernelPaths.IsSupported))
            for (var seed = 0; seed < 12; seed++)
                data.Add(path.ToString(), seed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Draws))]
    public void Values_and_gradients_of_any_shape_are_those_of_the_definition(string path, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 12; i++)
            Check(Enum.Parse<KernelPath>(path), ShapeDraw.Next(random), random);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    public void Small_and_large_batches(int batch)
    {
        var shape = new ConvolutionShape
        {
            Batch = batch,
            Height = 5,
            Width = 4,
            InputChannels = 17,
            OutputChannels = 19,
            KernelHeight = 3,
            KernelWidth = 3,
            PadTop = 1,
            PadLeft = 1,
            OutputHeight = 5,
            OutputWidth = 4,
        };
        Check(KernelPaths.Best, shape, new Random(batch));
        Check(KernelPaths.Best, shape with { InputChannels = 19, Groups = 19 }, new Random(batch));
        Check(KernelPaths.Best, shape with { KernelHeight = 1, KernelWidth = 1, PadTop = 0, PadLeft = 0 }, new Random(batch));
    }

    /// <summary>So many output channels that a weight gradient packs its rows once for several parts.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    public void Many_output_channels(bool inputsFirst, int stride)
    {
        var s = ConvolutionShape.Linear(421, 37, 300, inputsFirst);
        Check(KernelPaths.Best, s with { StrideWidth = stride, OutputWidth = (s.Width - 1) / stride + 1 }, new Random(7));
    }

    [Fact]
    public void The_bits_do_not_depend_on_who_runs_the_parts()
    {
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            var shape = i == 0 ? ConvolutionShape.Linear(500, 37, 300, inputsFirst: true) : ShapeDraw.Next(random);
            using var inputs = new Inputs(shape, random);
            using var one = Results.Of(shape, inputs, Sequential.Instance);
            using var other = Results.Of(shape, inputs, new BackwardsOnThreads());
            Assert.Equal(one.Y.Span, other.Y.Span);
            Assert.Equal(one.Dx.Span, other.Dx.Span);
            Assert.Equal(one.Dw.Span, other.Dw.Span);
            Assert.Equal(one.Db.Span, other.Db.Span);
        }
    }

    [Fact]
    public void Each_gradient_alone_is_that_of_all_together()
    {
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            var s = ShapeDraw.Next(random);
            using var inputs = new Inputs(s, random);
            using var all = Results.Of(s, inputs, Sequential.Instance);
            using var convolution = new Convolution(KernelSet.Best, null);
            using Floats dx = new(inputs.X.Span.Length), dw = new(s.WeightCount), db = new(s.OutputChannels);
            convolution.Gradient(Sequential.Instance, s, inputs.Dy.Pointer, inputs.X.Pointer, inputs.W.Pointer, null, Clamp.None, dx.Pointer, null, null);
            convolution.Gradient(Sequential.Instance, s, inputs.Dy.Pointer, inputs.X.Pointer, null, null, Clamp.None, null, dw.Pointer, null);
            convolution.Gradient(Sequential.Instance, s, inputs.Dy.Pointer, null, null, null, Clamp.None, null, null, db.Pointer);
            Close(all.Dx.Span, dx.Span);
            Close(all.Dw.Span, dw.Span);
            Close(all.Db.Span, db.Span);
        }
    }

    [Fact]
    public void NaN_comes_through_so_that_a_run_that_diverged_is_seen()
    {
        var s = new ConvolutionShape { Batch = 1, Height = 1, Width = 1, InputChannels = 1, OutputChannels = 1, KernelHeight = 1, KernelWidth = 1, OutputHeight = 1, OutputWidth = 1 };
        using var convolution = new Convolution(KernelSet.Best, null);
        float x = float.NaN, w = 1, y = 0;
        convolution.Forward(Sequential.Instance, s, &x, &w, null, null, new Clamp(0, 6), &y);
        Assert.True(float.IsNaN(y));
    }

    private static void Close(ReadOnlySpan<float> want, ReadOnlySpan<float> got)
    {
        var scale = Math.Max(1e-3f, Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(want)));
        for (var i = 0; i < want.Length; i++)
            Assert.True(Math.Abs(want[i] - got[i]) <= 1e-5 * scale, $"{want[i]} against {got[i]}");
    }

    private static void Check(KernelPath path, ConvolutionShape s, Random random)
    {
        using var inputs = new Inputs(s, random);
        using Floats bias = new(s.OutputChannels, random), addY = new((long)s.OutputPositions * s.OutputChannels, random), addX = new(inputs.X.Span.Length, random);
        using Floats y = new(addY.Span.Length), dx = new(addX.Span.Length), dw = new(s.WeightCount), db = new(s.OutputChannels);
        bool biased = random.Next(2) == 0, added = random.Next(2) == 0, constant = random.Next(2) == 0;
        var clamp = random.Next(2) == 0 ? Clamp.None : new Clamp(-0.1f, 0.7f);
        using var convolution = new Convolution(KernelSet.Of(path, winograd: random.Next(4) > 0), constant ? inputs.W.Pointer : null);
        // Twice: the second time packed weights and scratch memory are those of before.
        for (var time = 0; time < 2; time++)
        {
            convolution.Forward(Sequential.Instance, s, inputs.X.Pointer, inputs.W.Pointer, biased ? bias.Pointer : null, added ? addY.Pointer : null, clamp, y.Pointer);
            convolution.Gradient(Sequential.Instance, s, inputs.Dy.Pointer, inputs.X.Pointer, inputs.W.Pointer, added ? addX.Pointer : null, clamp, dx.Pointer, dw.Pointer,
                db.Pointer);
        }
        var right = new ReferenceConvolution(s, inputs.X.Span, inputs.W.Span, inputs.Dy.Span);
        for (var i = 0; i < right.Y.Length; i++)
            right.Y[i] = Math.Clamp(right.Y[i] + (biased ? bias.Span[i % s.OutputChannels] : 0) + (added ? addY.Span[i] : 0), clamp.Low, clamp.High);
        for (var i = 0; i < right.Dx.Length; i++)
            right.Dx[i] = inputs.X.Span[i] > clamp.Low && inputs.X.Span[i] < clamp.High ? right.Dx[i] + (added ? addX.Span[i] : 0) : 0;
        var (scaleY, scaleDx, scaleDw, scaleDb) = right.Scale;
        Assert.True(y.ErrorFrom(right.Y, Math.Max(scaleY, 1)) < Tolerance, $"y of {s}");
        Assert.True(dx.ErrorFrom(right.Dx, Math.Max(scaleDx, 1)) < Tolerance, $"dx of {s}");
        Assert.True(dw.ErrorFrom(right.Dw, Math.Max(scaleDw, 1)) < Tolerance, $"dw of {s}");
        Assert.True(db.ErrorFrom(right.Db, Math.Max(scaleDb, 1)) < Tolerance, $"db of {s}");
    }

    private sealed class Inputs(ConvolutionShape s, Random random) : IDisposable
    {
        public Floats X { get; } = new((long)s.InputPositions * s.InputChannels, random);

        public Floats W { get; } = new(s.WeightCount, random);

        public Floats Dy { get; } = new((long)s.OutputPositions * s.OutputChannels, random);

        public void Dispose()
        {
            X.Dispose();
            W.Dispose();
            Dy.Dispose();
        }
    }

    private sealed class Results : IDisposable
    {
        public required Floats Y { get; init; }
        public required Floats Dx { get; init; }
        public required Floats Dw { get; init; }
        public required Floats Db { get; init; }

        public static Results Of(ConvolutionShape s, Inputs inputs, IParallel parallel)
        {
            var results = new Results
            {
                Y = new(inputs.Dy.Span.Length),
                Dx = new(inputs.X.Span.Length),
                Dw = new(s.WeightCount),
                Db = new(s.OutputChannels),
            };
            using var convolution = new Convolution(KernelSet.Best, null);
            convolution.Forward(parallel, s, inputs.X.Pointer, inputs.W.Pointer, null, null, Clamp.None, results.Y.Pointer);
            convolution.Gradient(parallel, s, inputs.Dy.Pointer, inputs.X.Pointer, inputs.W.Pointer, null, Clamp.None, results.Dx.Pointer, results.Dw.Pointer, results.Db.Pointer);
            return results;
        }

        public void Dispose()
        {
            Y.Dispose();
            Dx.Dispose();
            Dw.Dispose();
            Db.Dispose();
        }
    }
}
