namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>Bilinear sampling through a projective map. Positions are rounded to 1/256 pixel and weights to 1/16384;
/// the rest is integers, so that the vector and the plain form agree bit for bit.</summary>
internal static class WarpKernel
{
    private const int PlaceBits = 8;
    private const int WeightBits = 14;

    // Beyond this many pixels all there is to see is fill; keeps fixed-point positions in range.
    private const double FarAway = 1 << 20;

    /// <summary>Fills the destination, [height,width,3], through a map from its pixels to those of the source, behind whose samples
    /// <see cref="RgbImage.ReadableBytesBeyondEnd"/> bytes are readable. Tests switch the vector form off to compare.</summary>
    public static void Warp(ref byte source, int sourceWidth, int sourceHeight, in Projection map, Span<byte> destination, int width, int height,
        BorderRule border, bool vectorise = true)
    {
        vectorise &= Ssse3.IsSupported;
        var places = ArrayPool<int>.Shared.Rent(2 * width);
        try
        {
            var us = places.AsSpan(0, width);
            var vs = places.AsSpan(width, width);
            for (var y = 0; y < height; y++)
            {
                if (map.IsAffine)
                    AffinePlaces(map, y + 0.5, us, vs);
                else
                    ProjectivePlaces(map, y + 0.5, us, vs);
                Row(ref source, sourceWidth, sourceHeight, us, vs, destination.Slice(y * width * 3, width * 3), border, vectorise);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
        }
    }

    // Positions of the taps' upper left pixel: a half pixel up and left of the point itself.
    private static void AffinePlaces(in Projection m, double y, Span<int> us, Span<int> vs)
    {
        const int bits = 32;
        const long half = 1L << (bits - PlaceBits - 1);
        var (u, v) = (Fixed(m.M11 * 0.5 + m.M12 * y + m.M13 - 0.5) + half, Fixed(m.M21 * 0.5 + m.M22 * y + m.M23 - 0.5) + half);
        var (du, dv) = (Fixed(m.M11), Fixed(m.M21));
        for (var x = 0; x < us.Length; x++)
        {
            us[x] = (int)(u >> (bits - PlaceBits));
            vs[x] = (int)(v >> (bits - PlaceBits));
            u += du;
            v += dv;
        }

        static long Fixed(double value) => (long)Math.Round(Math.Clamp(value, -FarAway, FarAway) * (1L << bits));
    }

    private static void ProjectivePlaces(in Projection m, double y, Span<int> us, Span<int> vs)
    {
        for (var i = 0; i < us.Length; i++)
        {
            var x = i + 0.5;
            var w = m.M31 * x + m.M32 * y + m.M33;
            // What lies behind the horizon is not seen.
            var scale = w > 1e-9 ? 1 / w : double.PositiveInfinity;
            us[i] = Place((m.M11 * x + m.M12 * y + m.M13) * scale);
            vs[i] = Place((m.M21 * x + m.M22 * y + m.M23) * scale);
        }

        static int Place(double value) =>
            Math.Abs(value) < FarAway ? (int)Math.Floor((value - 0.5) * (1 << PlaceBits) + 0.5) : (value > 0 ? (int)FarAway : (int)-FarAway) << PlaceBits;
    }

    private static void Row(ref byte source, int sourceWidth, int sourceHeight, ReadOnlySpan<int> us, ReadOnlySpan<int> vs, Span<byte> output,
        in BorderRule border, bool vectorise)
    {
        var stride = sourceWidth * 3;
        ref var target = ref MemoryMarshal.GetReference(output);
        var last = us.Length - 1;
        for (var x = 0; x <= last; x++)
        {
            var (u, v) = (us[x], vs[x]);
            var (column, row) = (u >> PlaceBits, v >> PlaceBits);
            uint rgb;
            if ((uint)column < (uint)(sourceWidth - 1) && (uint)row < (uint)(sourceHeight - 1))
            {
                ref var at = ref Unsafe.Add(ref source, (nint)row * stride + column * 3);
                rgb = vectorise ? BlendVector(ref at, stride, u & 255, v & 255) : Blend(Pixel(ref at), Pixel(ref Unsafe.Add(ref at, 3)),
                    Pixel(ref Unsafe.Add(ref at, stride)), Pixel(ref Unsafe.Add(ref at, stride + 3)), u & 255, v & 255);
            }
            else
            {
                rgb = AtEdge(ref source, sourceWidth, sourceHeight, u, v, border);
            }
            if (x < last)
            {
                // The fourth byte is overwritten by the next pixel.
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, x * 3), rgb);
            }
            else
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, x * 3), (ushort)rgb);
                Unsafe.Add(ref target, x * 3 + 2) = (byte)(rgb >> 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint AtEdge(ref byte source, int width, int height, int u, int v, in BorderRule border)
    {
        var (column, row) = (u >> PlaceBits, v >> PlaceBits);
        return Blend(Get(ref source, border, column, row), Get(ref source, border, column + 1, row),
            Get(ref source, border, column, row + 1), Get(ref source, border, column + 1, row + 1), u & 255, v & 255);

        uint Get(ref byte source, in BorderRule border, int x, int y)
        {
            if (border.IsColor && !((uint)x < (uint)width && (uint)y < (uint)height))
                return border.Color.R | ((uint)border.Color.G << 8) | ((uint)border.Color.B << 16);
            return Pixel(ref Unsafe.Add(ref source, ((nint)border.Inside(y, height) * width + border.Inside(x, width)) * 3));
        }
    }

    private static uint Pixel(ref byte at) => at | ((uint)Unsafe.Add(ref at, 1) << 8) | ((uint)Unsafe.Add(ref at, 2) << 16);

    // The four weights sum to exactly 1 << WeightBits, so that a flat area stays flat.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int W00, int W10, int W01, int W11) Weights(int fx, int fy)
    {
        const int shift = WeightBits - PlaceBits;
        var w11 = (fx * fy + 2) >> 2;
        var (right, bottom) = (fx << shift, fy << shift);
        return ((1 << WeightBits) - right - bottom + w11, right - w11, bottom - w11, w11);
    }

    private static uint Blend(uint a, uint b, uint c, uint d, int fx, int fy)
    {
        var (w00, w10, w01, w11) = Weights(fx, fy);
        return Channel(0) | (Channel(8) << 8) | (Channel(16) << 16);

        uint Channel(int s) => (uint)((int)((a >> s) & 255) * w00 + (int)((b >> s) & 255) * w10
            + (int)((c >> s) & 255) * w01 + (int)((d >> s) & 255) * w11 + (1 << (WeightBits - 1))) >> WeightBits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint BlendVector(ref byte at, int stride, int fx, int fy)
    {
        var (w00, w10, w01, w11) = Weights(fx, fy);
        // R0 G0 B0 R1 G1 B1 .. of two pixels, widened to (R0,R1) (G0,G1) (B0,B1) (0,0).
        var pairs = Vector128.Create((byte)0, 0x80, 3, 0x80, 1, 0x80, 4, 0x80, 2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80);
        var top = Ssse3.Shuffle(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref at)).AsByte(), pairs).AsInt16();
        var bottom = Ssse3.Shuffle(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, stride))).AsByte(), pairs).AsInt16();
        var sum = Sse2.MultiplyAddAdjacent(top, Vector128.Create(w00 | (w10 << 16)).AsInt16())
            + Sse2.MultiplyAddAdjacent(bottom, Vector128.Create(w01 | (w11 << 16)).AsInt16());
        var rgb = (sum + Vector128.Create(1 << (WeightBits - 1))) >> WeightBits;
        return Sse2.PackUnsignedSaturate(Sse2.PackSignedSaturate(rgb, rgb), Vector128<short>.Zero).AsUInt32().ToScalar();
    }
}

/// <summary>What lies at positions outside a picture: a colour, or a pixel of the picture.</summary>
internal readonly record struct BorderRule(EdgeFill Fill, RgbColor Color)
{
    public static BorderRule Of(EdgeFill fill) => new(fill, fill == EdgeFill.Grey ? new RgbColor(128, 128, 128) : RgbColor.Black);

    public static BorderRule Of(RgbColor color) => new(EdgeFill.Black, color);

    /// <summary>Whether a colour lies there.</summary>
    public bool IsColor => Fill is EdgeFill.Grey or EdgeFill.Black;

    /// <summary>The position within the picture, of a size along the axis, that is seen instead.</summary>
    public int Inside(int i, int size) => (uint)i < (uint)size ? i : Fill == EdgeFill.Edge ? Math.Clamp(i, 0, size - 1) : Reflected(i, size);

    /// <summary>The position that a mirror at the outer side of the edge pixels shows.</summary>
    public static int Reflected(int i, int size)
    {
        i %= 2 * size;
        if (i < 0)
            i += 2 * size;
        return i < size ? i : 2 * size - 1 - i;
    }
}
