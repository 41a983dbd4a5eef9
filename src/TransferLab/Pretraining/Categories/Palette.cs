using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>Colours along 0 … 1, as a table of red, green and blue.</summary>
internal sealed class Palette
{
    private const int Steps = 256;

    // Foliage, moss, bark, sand, stone, sky, water, cloud, skin, petals in white, yellow, red, pink and violet, metal.
    private static readonly Colour[] s_natural =
    [
        new(0.33f, 0.14f, 0.27f), new(0.22f, 0.1f, 0.25f), new(0.25f, 0.1f, 0.07f), new(0.62f, 0.14f, 0.1f), new(0.45f, 0.03f, 0.1f), new(0.65f, 0.2f, 0.58f),
        new(0.35f, 0.14f, 0.53f), new(0.85f, 0.03f, 0.6f), new(0.6f, 0.16f, 0.05f), new(0.88f, 0.05f, 0.15f), new(0.62f, 0.38f, 0.15f), new(0.38f, 0.4f, 0.99f),
        new(0.65f, 0.24f, 0.92f), new(0.45f, 0.24f, 0.78f), new(0.5f, 0.02f, 0.6f),
    ];

    /// <summary>[256 · 3] colours, 0 … 1.</summary>
    public float[] Table { get; } = new float[Steps * 3];

    /// <summary>The colour in the middle.</summary>
    public (float Red, float Green, float Blue) Middle => (Table[384], Table[385], Table[386]);

    /// <summary>Draws a palette: from nature, of any hues, or nearly grey. Which end is the darker is left to chance.</summary>
    /// <param name="random">The draws.</param>
    /// <param name="contrast">Least difference in lightness between the ends, 0 … 0.4.</param>
    public void Draw(ref CounterRandom random, float contrast)
    {
        var kind = random.NextInt(100);
        Colour first, last;
        if (kind < 52)
            (first, last) = (Natural(ref random), Natural(ref random));
        else if (kind < 78)
            (first, last) = (Arbitrary(ref random), Arbitrary(ref random));
        else
        {
            var hue = random.NextSingle();
            first = new Colour(0.05f + 0.9f * random.NextSingle(), 0.05f * random.NextSingle(), hue);
            last = new Colour(0.05f + 0.9f * random.NextSingle(), 0.05f * random.NextSingle(), hue);
        }
        Spread(ref first, ref last, contrast + 0.3f * random.NextSingle());
        Fill(first, last, ref random);
    }

    /// <summary>Draws a palette between two hues.</summary>
    public void Draw(ref CounterRandom random, HuePair hues)
    {
        var first = new Colour(0.25f + 0.5f * random.NextSingle(), 0.18f + 0.25f * random.NextSingle(), hues.First + 0.06f * (random.NextSingle() - 0.5f));
        var last = new Colour(0.25f + 0.5f * random.NextSingle(), 0.18f + 0.25f * random.NextSingle(), hues.Second + 0.06f * (random.NextSingle() - 0.5f));
        Spread(ref first, ref last, 0.1f);
        Fill(first, last, ref random);
    }

    private static Colour Natural(ref CounterRandom random)
    {
        var anchor = s_natural[random.NextInt(s_natural.Length)];
        return new Colour(Math.Clamp(anchor.Lightness + 0.3f * (random.NextSingle() - 0.5f), 0.04f, 0.96f), anchor.Chroma * (0.6f + 0.8f * random.NextSingle()),
            anchor.Hue + 0.06f * (random.NextSingle() - 0.5f));
    }

    private static Colour Arbitrary(ref CounterRandom random)
    {
        var chroma = random.NextSingle();
        return new Colour(0.08f + 0.84f * random.NextSingle(), 0.04f + 0.33f * chroma, random.NextSingle());
    }

    // Pulls the ends apart in lightness where they are too near.
    private static void Spread(ref Colour first, ref Colour last, float contrast)
    {
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
