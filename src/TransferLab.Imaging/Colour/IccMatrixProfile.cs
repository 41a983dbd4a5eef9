namespace TransferLab.Imaging.Colour;

/// <summary>An ICC profile of the common kind for RGB photographs: three curves to linear light and a matrix to the
/// connection space (ICC.1:2010, F.3). Such a profile is converted to sRGB here, by tables, in about the time libvips
/// needs to set its colour engine up; profiles of other kinds (look-up tables) are left to libvips.</summary>
internal sealed class IccMatrixProfile
{
    // The primaries of sRGB adapted to D50, as its own profile states them: columns red, green, blue; rows X, Y, Z.
    private static readonly double[] s_xyzToSrgb = Invert(
        [0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786, 0.0606169, 0.0139322, 0.0971045, 0.7141733]);

    private readonly float[][] _curves;
    private readonly float[] _matrix;

    private IccMatrixProfile(float[][] curves, float[] matrix)
    {
        _curves = curves;
        _matrix = matrix;
        IsSrgb = LooksLikeSrgb();
    }

    /// <summary>Whether converting would change nothing that 8 bits can show (about one level).</summary>
    internal bool IsSrgb { get; }

    /// <summary>Reads a profile; null when it is broken or not of this kind.</summary>
    internal static IccMatrixProfile? TryRead(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < 132 || !profile[36..].StartsWith("acsp"u8) || !profile[16..].StartsWith("RGB XYZ "u8))
            return null;

        // With look-up tables present the matrix is only an approximation for simple readers.
        if (Find(profile, "A2B0"u8, out _) || Find(profile, "A2B1"u8, out _))
            return null;
        var toXyz = new double[9];
        var curves = new float[3][];
        for (var c = 0; c < 3; c++)
        {
            ReadOnlySpan<byte> channel = c == 0 ? "r"u8 : c == 1 ? "g"u8 : "b"u8;
            if (!Find(profile, [channel[0], (byte)'X', (byte)'Y', (byte)'Z'], out var colorant) || colorant.Length < 20
                || !Find(profile, [channel[0], (byte)'T', (byte)'R', (byte)'C'], out var curve) || IccCurve.TryRead(curve) is not { } table)
                return null;
            curves[c] = table;
            for (var row = 0; row < 3; row++)
                toXyz[row * 3 + c] = BinaryPrimitives.ReadInt32BigEndian(colorant[(8 + 4 * row)..]) / 65536.0;
        }

        var matrix = new float[9];
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
            {
                var sum = 0.0;
                for (var k = 0; k < 3; k++)
                    sum += s_xyzToSrgb[row * 3 + k] * toXyz[k * 3 + column];
                matrix[row * 3 + column] = (float)sum;
            }
        return new IccMatrixProfile(curves, matrix);
    }

    /// <summary>Converts to sRGB in place.</summary>
    /// <param name="samples">Interleaved 8-bit samples; the first three of each pixel are red, green and blue.</param>
    /// <param name="bands">Samples per pixel, at least 3.</param>
    internal void ConvertToSrgb(Span<byte> samples, int bands)
    {
        const float steps = SrgbCurve.EncodeSteps;
        ReadOnlySpan<float> red = _curves[0], green = _curves[1], blue = _curves[2];
        var encode = SrgbCurve.Encode;
        var m = _matrix;
        float m0 = m[0] * steps, m1 = m[1] * steps, m2 = m[2] * steps, m3 = m[3] * steps, m4 = m[4] * steps, m5 = m[5] * steps;
        float m6 = m[6] * steps, m7 = m[7] * steps, m8 = m[8] * steps;
        for (var i = 0; i + 2 < samples.Length; i += bands)
        {
            float r = red[samples[i]], g = green[samples[i + 1]], b = blue[samples[i + 2]];
            samples[i] = encode[(int)(Math.Clamp(m0 * r + m1 * g + m2 * b, 0, steps) + 0.5f)];
            samples[i + 1] = encode[(int)(Math.Clamp(m3 * r + m4 * g + m5 * b, 0, steps) + 0.5f)];
            samples[i + 2] = encode[(int)(Math.Clamp(m6 * r + m7 * g + m8 * b, 0, steps) + 0.5f)];
        }
    }

    private bool LooksLikeSrgb()
    {
        for (var i = 0; i < 9; i++)
            if (Math.Abs(_matrix[i] - (i % 4 == 0 ? 1 : 0)) > 0.004)
                return false;
        foreach (var curve in _curves)
            for (var level = 0; level < 256; level++)
            {
                var linear = Math.Clamp(curve[level], 0, 1) * SrgbCurve.EncodeSteps;
                if (Math.Abs(SrgbCurve.Encode[(int)(linear + 0.5)] - level) > 1)
                    return false;
            }
        return true;
    }

    private static bool Find(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> signature, out ReadOnlySpan<byte> tag)
    {
        tag = default;
        var count = BinaryPrimitives.ReadUInt32BigEndian(profile[128..]);
        for (var i = 0; i < count && 132 + 12 * i + 12 <= profile.Length; i++)
        {
            var entry = profile[(132 + 12 * i)..];
            if (!entry.StartsWith(signature))
                continue;
            var offset = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
            var size = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            if ((ulong)offset + size > (ulong)profile.Length)
                return false;
            tag = profile.Slice((int)offset, (int)size);
            return true;
        }
        return false;
    }

    private static double[] Invert(double[] m)
    {
        var cofactors = new[]
        {
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
        };
        var determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
        return Array.ConvertAll(cofactors, c => c / determinant);
    }
}
