namespace TransferLab.Pretraining.Categories;

/// <summary>A colour by lightness (the mean of red, green and blue, 0 … 1), chroma (0 … about 0.5) and hue (in turns from red).</summary>
internal readonly record struct Colour(float Lightness, float Chroma, float Hue)
{
    /// <summary>Red, green and blue, cut to 0 … 1.</summary>
    public (float Red, float Green, float Blue) Rgb() => (Channel(0), Channel(1 / 3f), Channel(2 / 3f));

    private float Channel(float at) => Math.Clamp(Lightness + Chroma * Waveform.Cosine(Hue - at), 0, 1);
}
