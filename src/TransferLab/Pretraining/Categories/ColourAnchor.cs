using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>The colours that a pretraining learns to tell apart: a name, and a neighbourhood of one colour.</summary>
internal sealed class ColourAnchor
{
    private readonly Colour _middle;

    private ColourAnchor(string name, float lightness, float chroma, float hue) => (Name, _middle) = (name, new Colour(lightness, chroma, hue));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ColourAnchor> All { get; } =
    [
        new("black", 0.07f, 0.02f, 0), new("dark-grey", 0.28f, 0.02f, 0.6f), new("grey", 0.5f, 0.02f, 0.6f), new("light-grey", 0.72f, 0.02f, 0.6f), new("white", 0.93f, 0.02f, 0.15f),
        new("red", 0.36f, 0.42f, 0.99f), new("orange", 0.5f, 0.4f, 0.07f), new("yellow", 0.62f, 0.4f, 0.15f), new("lime", 0.55f, 0.34f, 0.24f), new("green", 0.36f, 0.32f, 0.33f),
        new("dark-green", 0.2f, 0.14f, 0.3f), new("olive", 0.33f, 0.16f, 0.2f), new("teal", 0.38f, 0.26f, 0.48f), new("cyan", 0.62f, 0.28f, 0.52f), new("blue", 0.36f, 0.36f, 0.64f),
        new("navy", 0.17f, 0.15f, 0.65f), new("sky", 0.7f, 0.16f, 0.57f), new("violet", 0.42f, 0.3f, 0.76f), new("magenta", 0.48f, 0.38f, 0.86f), new("pink", 0.72f, 0.2f, 0.93f),
        new("brown", 0.27f, 0.12f, 0.07f), new("tan", 0.62f, 0.14f, 0.09f), new("cream", 0.84f, 0.1f, 0.14f), new("dark-red", 0.22f, 0.2f, 0.98f), new("pale-green", 0.62f, 0.16f, 0.28f),
        new("lavender", 0.66f, 0.16f, 0.72f),
    ];

    /// <summary>A word in kebab-case.</summary>
    public string Name { get; }

    /// <summary>A colour near it.</summary>
    public Colour Draw(ref CounterRandom random) => new(
        Math.Clamp(_middle.Lightness + 0.14f * (random.NextSingle() - 0.5f), 0.04f, 0.96f),
        _middle.Chroma * (0.8f + 0.4f * random.NextSingle()),
        _middle.Hue + 0.03f * (random.NextSingle() - 0.5f));
}
