using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>Colours along 0 … 1, as a table of red, green and blue.</summary>
internal sealed class Palette
{
    private const int Steps = 256;

    /// <summary>[256 · 3] colours, 0 … 1.</summary>
    public float[] Table { get; } = new float[Steps * 3];

    /// <summary>Draws a palette from near one colour to near another. Whether the middle of the way is straight or bent is left to chance.</summary>
    /// <param name="random">The draws.</param>
    /// <param name="from">One end.</param>
    /// <param name="to">The other.</param>
    public void Draw(ref CounterRandom random, ColourAnchor from, ColourAnchor to)
    {
        Colour first = from.Draw(ref random), last = to.Draw(ref random);
        Spread(ref first, ref last);
        Fill(first, last, ref random);
    }

    // Pulls the ends apart in lightness where they are too near.
    private static void Spread(ref Colour first, ref Colour last)
    {
        const float contrast = 0.12f;
        var missing = contrast - MathF.Abs(first.Lightness - last.Lightness);
        if (missing <= 0)
            return;
        var sign = first.Lightness < last.Lightness ? 1 : -1;
        float low = first.Lightness - sign * missing / 2, high = last.Lightness + sign * missing / 2;
        // Both move back together where one would leave the range.
        var shift = MathF.Max(0, 0.04f - MathF.Min(low, high)) - MathF.Max(0, MathF.Max(low, high) - 0.96f);
        first = first with { Lightness = low + shift };
        last = last with { Lightness = high + shift };
    }

    private void Fill(Colour first, Colour last, ref CounterRandom random)
    {
        var (red0, green0, blue0) = first.Rgb();
        var (red2, green2, blue2) = last.Rgb();
        // A third colour on the way bends the line between the two.
        float at = 0.3f + 0.4f * random.NextSingle(), bend = 0.25f;
        var red1 = Math.Clamp((red0 + red2) / 2 + bend * (random.NextSingle() - 0.5f), 0, 1);
        var green1 = Math.Clamp((green0 + green2) / 2 + bend * (random.NextSingle() - 0.5f), 0, 1);
        var blue1 = Math.Clamp((blue0 + blue2) / 2 + bend * (random.NextSingle() - 0.5f), 0, 1);
        for (var i = 0; i < Steps; i++)
        {
            var t = i / (Steps - 1f);
            var part = t < at ? t / at : (t - at) / (1 - at);
            Table[3 * i] = t < at ? red0 + (red1 - red0) * part : red1 + (red2 - red1) * part;
            Table[3 * i + 1] = t < at ? green0 + (green1 - green0) * part : green1 + (green2 - green1) * part;
            Table[3 * i + 2] = t < at ? blue0 + (blue1 - blue0) * part : blue1 + (blue2 - blue1) * part;
        }
    }
}
