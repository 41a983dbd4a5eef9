using System.Numerics;

namespace SampleImages.Generator.Numbers;

/// <summary>Smooth random fields: values on an integer lattice, by hashing, and smooth steps between them.</summary>
internal readonly struct Noise(uint seed)
{
    /// <summary>Uniform in [0, 1) for each lattice point.</summary>
    public float At(int x, int y = 0, int z = 0)
    {
        var h = unchecked((uint)x * 0x8DA6B343u ^ (uint)y * 0xD8163841u ^ (uint)z * 0xCB1AB31Fu ^ seed * 0x9E3779B9u);
        h = (h ^ (h >> 16)) * 0x7FEB352Du;
        h = (h ^ (h >> 15)) * 0x846CA68Bu;
        return ((h ^ (h >> 16)) >> 8) * (1f / (1 << 24));
    }

    /// <summary>A field in [0, 1) that turns about once per unit of length.</summary>
    public float At(Vector3 p)
    {
        var (x, y, z) = (MathF.Floor(p.X), MathF.Floor(p.Y), MathF.Floor(p.Z));
        var (ix, iy, iz) = ((int)x, (int)y, (int)z);
        var (u, v, w) = (Smooth(p.X - x), Smooth(p.Y - y), Smooth(p.Z - z));
        return Curves.Mix(Plane(ix, iy, iz, u, v), Plane(ix, iy, iz + 1, u, v), w);
    }

    /// <summary>The same on a plane.</summary>
    public float At(float x, float y)
    {
        var (fx, fy) = (MathF.Floor(x), MathF.Floor(y));
        return Plane((int)fx, (int)fy, 0, Smooth(x - fx), Smooth(y - fy));
    }

    /// <summary>Octaves of <see cref="At(float,float)"/>, each of twice the frequency and half the height; in [0, 1), mean 0.5.</summary>
    public float Fractal(float x, float y, int octaves)
    {
        var (sum, weight, total) = (0f, 1f, 0f);
        for (var i = 0; i < octaves; i++)
        {
            sum += weight * At(x + 17 * i, y - 31 * i);
            total += weight;
            weight *= 0.5f;
            // Not quite 2, so that the lattices do not line up.
            x *= 2.03f;
            y *= 2.03f;
        }
        return sum / total;
    }

    private float Plane(int x, int y, int z, float u, float v) =>
        Curves.Mix(Curves.Mix(At(x, y, z), At(x + 1, y, z), u), Curves.Mix(At(x, y + 1, z), At(x + 1, y + 1, z), u), v);

    private static float Smooth(float t) => t * t * (3 - 2 * t);
}
