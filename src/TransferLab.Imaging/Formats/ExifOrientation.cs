namespace TransferLab.Imaging.Formats;

/// <summary>Turns and mirrors pictures upright as EXIF's orientation 1 to 8 demands.</summary>
internal static class ExifOrientation
{
    // Transposing walks one of the two images down its columns; tiles of this side keep both in the first-level cache.
    private const int Tile = 32;

    /// <summary>Whether width and height change places.</summary>
    internal static bool Transposes(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>The upright picture; disposes <paramref name="image"/> unless it is upright already.</summary>
    internal static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation is < 2 or > 8)
            return image;
        using (image)
        {
            int w = image.Width, h = image.Height;
            int right = 3, down = w * 3;
            var (start, stepX, stepY) = orientation switch
            {
                2 => (right * (w - 1), -right, down),
                3 => (right * (w - 1) + down * (h - 1), -right, -down),
                4 => (down * (h - 1), right, -down),
                5 => (0, down, right),
                6 => (down * (h - 1), -down, right),
                7 => (right * (w - 1) + down * (h - 1), -down, -right),
                _ => (right * (w - 1), down, -right),
            };
            var upright = Transposes(orientation) ? RgbImage.Create(h, w) : RgbImage.Create(w, h);
            Copy(image, upright, start, stepX, stepY);
            return upright;
        }
    }

    private static void Copy(RgbImage image, RgbImage upright, int start, int stepX, int stepY)
    {
        ref var source = ref image.FirstSample;
        ref var target = ref upright.FirstSample;
        int width = upright.Width, height = upright.Height;
        for (var tileY = 0; tileY < height; tileY += Tile)
            for (var tileX = 0; tileX < width; tileX += Tile)
            {
                var endX = Math.Min(tileX + Tile, width);
                for (var y = tileY; y < Math.Min(tileY + Tile, height); y++)
                    for (var x = tileX; x < endX; x++)
                    {
                        ref var from = ref Unsafe.Add(ref source, start + x * stepX + y * stepY);
                        ref var to = ref Unsafe.Add(ref target, (y * width + x) * 3);
                        to = from;
                        Unsafe.Add(ref to, 1) = Unsafe.Add(ref from, 1);
                        Unsafe.Add(ref to, 2) = Unsafe.Add(ref from, 2);
                    }
            }
        GC.KeepAlive(image);
        GC.KeepAlive(upright);
    }
}
