namespace TransferLab.Pretraining.Categories;

/// <summary>An affine map from pixel indices to a form's own coordinates: (x, y) ↦ origin + x·right + y·down.</summary>
internal readonly record struct Frame(float OriginX, float OriginY, float RightX, float RightY, float DownX, float DownY)
{
    /// <summary>Length of a pixel's side in the form's coordinates, the geometric mean over directions.</summary>
    public float PixelSize => MathF.Sqrt(MathF.Abs(RightX * DownY - RightY * DownX));

    /// <summary>The frame of a form in a picture whose sides run from -1 to 1.</summary>
    /// <param name="size">Pixels of a side.</param>
    /// <param name="x">Where the form's origin lies, from -1 (left) to 1.</param>
    /// <param name="y">Likewise, from -1 (top) to 1.</param>
    /// <param name="angle">Rotation of the form in radians.</param>
    /// <param name="scale">Half sides of the picture for one unit of the form.</param>
    /// <param name="aspect">Stretch along the form's first axis over that along its second; negative mirrors.</param>
    public static Frame Place(int size, float x, float y, float angle, float scale, float aspect)
    {
        var step = 2f / size;
        return new Frame(step * 0.5f - 1, step * 0.5f - 1, step, 0, 0, step).Child(x, y, angle, scale, aspect);
    }

    /// <summary>The frame of a part that lies at (x, y) of this form, rotated and scaled.</summary>
    public Frame Child(float x, float y, float angle, float scale, float aspect = 1)
    {
        var stretch = MathF.Sqrt(MathF.Abs(aspect));
        var (sin, cos) = MathF.SinCos(angle);
        float across = MathF.CopySign(1 / (scale * stretch), aspect), along = stretch / scale;
        float xx = cos * across, xy = sin * across, yx = -sin * along, yy = cos * along;
        float ox = OriginX - x, oy = OriginY - y;
        return new Frame(
            xx * ox + xy * oy, yx * ox + yy * oy,
            xx * RightX + xy * RightY, yx * RightX + yy * RightY,
            xx * DownX + xy * DownY, yx * DownX + yy * DownY);
    }

    /// <summary>The opposite map, from the form's coordinates to pixel indices.</summary>
    public Frame Inverse()
    {
        var scale = 1 / (RightX * DownY - RightY * DownX);
        float xx = DownY * scale, xy = -DownX * scale, yx = -RightY * scale, yy = RightX * scale;
        return new Frame(-(xx * OriginX + xy * OriginY), -(yx * OriginX + yy * OriginY), xx, yx, xy, yy);
    }

    /// <summary>The pixels that a disc about the origin can touch, cut to the picture: left, top, right and bottom, the latter two exclusive.</summary>
    public (int Left, int Top, int Right, int Bottom) Bounds(float radius, int size)
    {
        var back = Inverse();
        var halfWidth = radius * MathF.Sqrt(back.RightX * back.RightX + back.DownX * back.DownX) + 1;
        var halfHeight = radius * MathF.Sqrt(back.RightY * back.RightY + back.DownY * back.DownY) + 1;
        return (Cut(back.OriginX - halfWidth, size), Cut(back.OriginY - halfHeight, size), Cut(back.OriginX + halfWidth + 1, size), Cut(back.OriginY + halfHeight + 1, size));
    }

    private static int Cut(float value, int size) => (int)Math.Clamp(value, 0f, size);
}
