using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Scenes;

namespace SampleImages.Generator.Rendering;

/// <summary>Draws threads over a finished frame: they are thinner than a pixel, so they are covered in shares rather than hit by rays.</summary>
internal static class StrandPainter
{
    public static void Paint(Frame frame, Scene scene, IEnumerable<Strand> strands)
    {
        foreach (var (strand, number) in strands.Select((s, i) => (s, i)))
            Paint(frame, scene, strand, new Noise((uint)number));
    }

    private static void Paint(Frame frame, Scene scene, Strand strand, Noise noise)
    {
        // The largest share of a pixel that any stretch covers; stretches overlap at their ends.
        var cover = new Dictionary<int, (float Share, Vector3 Light, float Distance)>();
        for (var i = 0; i + 1 < strand.Points.Length; i++)
        {
            var (a, da) = scene.View.Project(strand.Points[i]);
            var (b, db) = scene.View.Project(strand.Points[i + 1]);
            var along = Vector3.Normalize(strand.Points[i + 1] - strand.Points[i]);
            // A thread thickens and thins, and drops of plastic hang in it.
            var radius = strand.Radius * scene.View.PixelsPerUnit((da + db) / 2) * (0.7f + 0.7f * noise.At(i));
            var light = Light(scene.Lighting, strand.Colour, along);
            Stretch(frame, cover, (a, da), (b, db), radius, light);
        }
        foreach (var (pixel, (share, light, distance)) in cover)
        {
            frame.Light[pixel] = Vector3.Lerp(frame.Light[pixel], light, share);
            if (share > 0.5f)
                frame.Depth[pixel] = distance;
        }
    }

    private static void Stretch(Frame frame, Dictionary<int, (float, Vector3, float)> cover, (Vector2 Place, float Distance) a, (Vector2 Place, float Distance) b, float radius, Vector3 light)
    {
        var reach = radius + 1;
        var (low, high) = (Vector2.Min(a.Place, b.Place) - new Vector2(reach), Vector2.Max(a.Place, b.Place) + new Vector2(reach));
        var line = b.Place - a.Place;
        var length = MathF.Max(line.LengthSquared(), 1e-6f);
        for (var y = Math.Max(0, (int)low.Y); y <= Math.Min(frame.Height - 1, (int)high.Y); y++)
            for (var x = Math.Max(0, (int)low.X); x <= Math.Min(frame.Width - 1, (int)high.X); x++)
            {
                var p = new Vector2(x + 0.5f, y + 0.5f);
                var t = Math.Clamp(Vector2.Dot(p - a.Place, line) / length, 0, 1);
                var away = Vector2.Distance(p, a.Place + line * t);
                var share = Math.Clamp(radius + 0.5f - away, 0, 1) * MathF.Min(1, 2 * radius);
                var distance = Curves.Mix(a.Distance, b.Distance, t);
                var i = y * frame.Width + x;
                if (share > 0 && distance < frame.Depth[i] + 0.03f && (!cover.TryGetValue(i, out var had) || had.Item1 < share))
                    cover[i] = (share, light, distance);
            }
    }

    // A thin cylinder shows the lamp a side whatever its turn, and is as bright as the lamp is across it.
    private static Vector3 Light(Lighting lighting, Vector3 colour, Vector3 along)
    {
        var lean = Vector3.Dot(along, lighting.Lamp);
        var across = MathF.Sqrt(MathF.Max(0, 1 - lean * lean));
        var light = lighting.LampColour * (0.55f * across) + lighting.RoomColour * 0.8f;
        return Vector3.Lerp(colour, new Vector3(0.6f), 0.22f) * light + lighting.LampColour * (0.1f * across * across * across);
    }
}
