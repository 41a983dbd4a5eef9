namespace TransferLab.Imaging.Augmentation;

/// <summary>A projective map of the plane: (x, y) to ((M11·x + M12·y + M13) / w, (M21·x + M22·y + M23) / w) with w = M31·x
/// + M32·y + M33. Coordinates are pixels, y grows downwards, (0, 0) is the outer corner of the top left pixel.</summary>
internal readonly record struct Projection(double M11, double M12, double M13, double M21, double M22, double M23, double M31, double M32, double M33)
{
    /// <summary>Leaves every point where it is.</summary>
    public static Projection Identity => Affine(1, 0, 0, 0, 1, 0);

    /// <summary>Whether parallels stay parallel.</summary>
    public bool IsAffine => M31 == 0 && M32 == 0 && M33 == 1;

    /// <summary>(x, y) to (a·x + b·y + c, d·x + e·y + f).</summary>
    public static Projection Affine(double a, double b, double c, double d, double e, double f) => new(a, b, c, d, e, f, 0, 0, 1);

    /// <summary>Adds an offset.</summary>
    public static Projection Translation(double x, double y) => Affine(1, 0, x, 0, 1, y);

    /// <summary>Multiplies by factors, (0, 0) staying where it is.</summary>
    public static Projection Scaling(double x, double y) => Affine(x, 0, 0, 0, y, 0);

    /// <summary>Turns about (0, 0), clockwise as seen with y downwards.</summary>
    public static Projection Rotation(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return Affine(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>(x, y) to (x + <paramref name="alongX"/>·y, y + <paramref name="alongY"/>·x).</summary>
    public static Projection Shearing(double alongX, double alongY) => Affine(1, alongX, 0, alongY, 1, 0);

    /// <summary>Takes the corners (0, 0), (1, 0), (1, 1), (0, 1) to four points in this order, no three of them on a
    /// line (Heckbert: "Fundamentals of texture mapping and image warping", 1989, section 2.2.3).</summary>
    public static Projection SquareTo((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d)
    {
        var (sx, sy) = (a.X - b.X + c.X - d.X, a.Y - b.Y + c.Y - d.Y);
        var (dx1, dy1, dx2, dy2) = (b.X - c.X, b.Y - c.Y, d.X - c.X, d.Y - c.Y);
        var determinant = dx1 * dy2 - dx2 * dy1;
        var g = (sx * dy2 - dx2 * sy) / determinant;
        var h = (dx1 * sy - sx * dy1) / determinant;
        return new(b.X - a.X + g * b.X, d.X - a.X + h * d.X, a.X, b.Y - a.Y + g * b.Y, d.Y - a.Y + h * d.Y, a.Y, g, h, 1);
    }

    /// <summary>The map that first does <paramref name="first"/> and then this.</summary>
    public Projection After(in Projection first)
    {
        var (a, b, c) = (first.M11, first.M12, first.M13);
        var (d, e, f) = (first.M21, first.M22, first.M23);
        var (g, h, i) = (first.M31, first.M32, first.M33);
        return new(
            M11 * a + M12 * d + M13 * g, M11 * b + M12 * e + M13 * h, M11 * c + M12 * f + M13 * i,
            M21 * a + M22 * d + M23 * g, M21 * b + M22 * e + M23 * h, M21 * c + M22 * f + M23 * i,
            M31 * a + M32 * d + M33 * g, M31 * b + M32 * e + M33 * h, M31 * c + M32 * f + M33 * i);
    }

    /// <summary>The same map about another point than (0, 0).</summary>
    public Projection About(double x, double y) => Translation(x, y).After(After(Translation(-x, -y)));

    /// <summary>The map that undoes this one.</summary>
    /// <exception cref="ArgumentException">It has none: it takes the plane to a line or a point.</exception>
    public Projection Inverse()
    {
        var (a, b, c) = (M22 * M33 - M23 * M32, M13 * M32 - M12 * M33, M12 * M23 - M13 * M22);
        var determinant = M11 * a + M21 * b + M31 * c;
        if (determinant == 0 || !double.IsFinite(determinant))
            throw new ArgumentException($"{this} cannot be undone.");
        var i = 1 / determinant;
        return new(a * i, b * i, c * i,
            (M23 * M31 - M21 * M33) * i, (M11 * M33 - M13 * M31) * i, (M13 * M21 - M11 * M23) * i,
            (M21 * M32 - M22 * M31) * i, (M12 * M31 - M11 * M32) * i, (M11 * M22 - M12 * M21) * i);
    }

    /// <summary>Where a point goes; not finite for points on the horizon.</summary>
    public (double X, double Y) Of(double x, double y)
    {
        var w = M31 * x + M32 * y + M33;
        return ((M11 * x + M12 * y + M13) / w, (M21 * x + M22 * y + M23) / w);
    }
}
