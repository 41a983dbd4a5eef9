using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>What a picture shows beside its form: two colours of the form, and a ground with two colours of its own. No colour occurs twice.</summary>
/// <param name="First">The form's colours, places in <see cref="ColourAnchor.All"/>.</param>
/// <param name="Last">Likewise.</param>
/// <param name="Ground">Number of the ground's texture from 1; 0 leaves the ground to chance.</param>
/// <param name="GroundFirst">The ground's colours.</param>
/// <param name="GroundLast">Likewise.</param>
/// <param name="ShowsGround">Whether any ground is seen; a texture may fill the picture.</param>
internal readonly record struct Scene(int First, int Last, int Ground, int GroundFirst, int GroundLast, bool ShowsGround)
{
    /// <summary>Draws a scene.</summary>
    /// <param name="random">The draws.</param>
    /// <param name="grounds">How many textures there are for grounds.</param>
    /// <param name="covers">Whether the form is a texture.</param>
    public static Scene Draw(ref CounterRandom random, int grounds, bool covers)
    {
        Span<int> colours = stackalloc int[4];
        for (var i = 0; i < colours.Length; i++)
            do
                colours[i] = random.NextInt(ColourAnchor.All.Count);
            while (colours[..i].Contains(colours[i]));
        var ground = random.NextInt(2) == 0 ? 0 : 1 + random.NextInt(grounds);
        return new Scene(colours[0], colours[1], ground, colours[2], colours[3], !covers || random.NextInt(2) == 0);
    }
}
