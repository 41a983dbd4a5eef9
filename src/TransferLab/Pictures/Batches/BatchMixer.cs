using MathNet.Numerics.Distributions;

namespace TransferLab.Pictures.Batches;

/// <summary>Mixes the images of a batch in pairs and their targets alike: the first with the last, the second with the
/// last but one, and so on, which the shuffled order makes random pairs; the middle one of an odd batch stays as it is.
/// What is drawn follows from (seed, epoch, batch). In place, nothing is allocated per image.</summary>
/// <remarks>MixUp (Zhang, Cisse, Dauphin, Lopez-Paz: "mixup: beyond empirical risk minimization", 2017): λ·a + (1−λ)·b and λ·b + (1−λ)·a, λ of Beta(α, α).
/// Since both of a pair are mixed, λ and 1−λ give the same two images, so the larger is taken, with which an image's own label weighs most. CutMix (Yun et
/// al.: "CutMix", 2019): the two swap a rectangle of area 1−λ around a random point, cut off at the edges; λ is then the area that is left.</remarks>
/// <param name="mixUp">α of MixUp; 0 for off.</param>
/// <param name="cutMix">α of CutMix; 0 for off. With both, each batch draws one of them with equal probability.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class BatchMixer(double mixUp, double cutMix, ulong seed)
{
    // Separates this use of (seed, epoch, batch) from every other stream of draws.
    private const ulong Purpose = 0x6D697875;

    // Weights of MixUp are parts of this.
    private const int One = 256;

    /// <summary>What a batch draws.</summary>
    public BatchMix Draw(int epoch, int batch, int height, int width)
    {
        var random = new CounterRandom(seed, Purpose, (ulong)epoch, (ulong)batch);
        var cut = cutMix > 0 && (mixUp == 0 || random.NextDouble() < 0.5);
        var alpha = cut ? cutMix : mixUp;
        var lambda = Beta.InvCDF(alpha, alpha, random.NextDouble());
        if (!cut)
            return new(Math.Round(Math.Max(lambda, 1 - lambda) * One) / One, 0, 0, 0, 0);
        var side = Math.Sqrt(1 - lambda);
        var (x, y) = (random.NextDouble() * width, random.NextDouble() * height);
        var (left, right) = (Place(x - side * width / 2, width), Place(x + side * width / 2, width));
        var (top, bottom) = (Place(y - side * height / 2, height), Place(y + side * height / 2, height));
        return new(1 - (double)(right - left) * (bottom - top) / ((double)width * height), left, top, right, bottom);

        static int Place(double at, int size) => (int)Math.Clamp(Math.Round(at), 0, size);
    }

    /// <summary>Mixes one pair.</summary>
    /// <param name="mix">What the batch drew.</param>
    /// <param name="a">An image, [H,W,3].</param>
    /// <param name="b">The other.</param>
    /// <param name="width">Width of the images.</param>
    public static void Images(in BatchMix mix, Span<byte> a, Span<byte> b, int width)
    {
        if (!mix.IsCut)
        {
            Blend(a, b, (int)(mix.Lambda * One));
            return;
        }
        for (var y = mix.Top; y < mix.Bottom; y++)
        {
            var (start, length) = ((y * width + mix.Left) * 3, (mix.Right - mix.Left) * 3);
            var ours = a.Slice(start, length);
            var theirs = b.Slice(start, length);
            for (var i = 0; i < length; i++)
                (ours[i], theirs[i]) = (theirs[i], ours[i]);
        }
    }

    /// <summary>Mixes the targets of one pair.</summary>
    public static void Targets(in BatchMix mix, Span<float> a, Span<float> b)
    {
        var (own, other) = ((float)mix.Lambda, (float)(1 - mix.Lambda));
        for (var k = 0; k < a.Length; k++)
            (a[k], b[k]) = (own * a[k] + other * b[k], own * b[k] + other * a[k]);
    }

    private static void Blend(Span<byte> a, Span<byte> b, int own)
    {
        var other = One - own;
        var (wide, rest) = (new Vector<ushort>((ushort)own), new Vector<ushort>((ushort)other));
        var half = new Vector<ushort>(One / 2);
        var (i, step) = (0, Vector<byte>.Count);
        for (; i <= a.Length - step; i += step)
        {
            Vector.Widen(new Vector<byte>(a[i..]), out var a0, out var a1);
            Vector.Widen(new Vector<byte>(b[i..]), out var b0, out var b1);
            Vector.Narrow((a0 * wide + b0 * rest + half) >>> 8, (a1 * wide + b1 * rest + half) >>> 8).CopyTo(a[i..]);
            Vector.Narrow((b0 * wide + a0 * rest + half) >>> 8, (b1 * wide + a1 * rest + half) >>> 8).CopyTo(b[i..]);
        }
        for (; i < a.Length; i++)
            (a[i], b[i]) = ((byte)((a[i] * own + b[i] * other + One / 2) / One), (byte)((b[i] * own + a[i] * other + One / 2) / One));
    }
}

/// <summary>How the pairs of one batch are mixed.</summary>
/// <param name="Lambda">Weight of an image's own target; the other's is 1 − λ.</param>
/// <param name="Left">The rectangle that the two swap; empty where they are averaged instead.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Right">One past its last column.</param>
/// <param name="Bottom">One past its last row.</param>
internal readonly record struct BatchMix(double Lambda, int Left, int Top, int Right, int Bottom)
{
    /// <summary>Whether a rectangle is swapped; one without an area leaves both images as they are, λ being 1.</summary>
    public bool IsCut => Right > Left && Bottom > Top;
}
