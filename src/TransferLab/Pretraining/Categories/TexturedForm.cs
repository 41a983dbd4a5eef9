using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>An object whose surface is a texture, as most things in photographs are.</summary>
internal sealed class TexturedForm : IForm
{
    private readonly IForm _outline, _texture;
    private readonly float _mix, _textureScale, _shadeMix;

    public TexturedForm(ref CounterRandom random)
    {
        _outline = random.NextInt(8) switch
        {
            < 5 => new ShapeForm(ref random),
            < 7 => new ContourForm(ref random),
            _ => new FractalForm(ref random),
        };
        _texture = Texture(ref random);
        _mix = 0.4f + 0.45f * random.NextSingle();
        _textureScale = 0.5f + 0.5f * random.NextSingle();
        _shadeMix = 0.5f + 0.5f * random.NextSingle();
    }

    public string Detail => $"{_outline.Detail}-in-{_texture.Detail}";

    public bool Covers => false;

    public void Draw(in Frame frame, ref CounterRandom random, Layer layer)
    {
        _outline.Draw(frame, ref random, layer);
        var texture = layer.Spare ?? throw new InvalidOperationException("A textured form needs a layer with a spare one.");
        texture.Clear();
        (texture.LightX, texture.LightY) = (layer.LightX, layer.LightY);
        // The texture goes with the object: larger objects have larger grains.
        _texture.Draw(frame.Child(0, 0, 0, _textureScale), ref random, texture);
        for (var i = 0; i < layer.Value.Length; i++)
        {
            layer.Value[i] += (texture.Value[i] - layer.Value[i]) * _mix;
            layer.Shade[i] += texture.Shade[i] * _shadeMix;
        }
    }

    /// <summary>Draws a texture: a noise or a tiling.</summary>
    public static IForm Texture(ref CounterRandom random) => random.NextInt(5) < 3 ? new NoiseForm(ref random) : new TilingForm(ref random);
}
