using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Rendering;

/// <summary>What the lens does: unsharpness that grows with the distance from the focus, and darker corners.</summary>
internal sealed class Lens
{
    private readonly float _focusOffset;
    private readonly float _aperture;
    private readonly float _unsharpness;
    private readonly float _vignette;

    public Lens(Dice dice)
    {
        _focusOffset = dice.Range(-0.7f, 0.4f);
        _aperture = dice.Range(0.2f, 1.1f);
        _unsharpness = dice.Chance(0.12) ? dice.Range(0.9f, 1.4f) : dice.Range(0.3f, 0.8f);
        _vignette = dice.Range(0, 0.45f);
    }

    /// <summary>Changes a frame as the lens does.</summary>
    /// <param name="frame">The sharp frame; its light is replaced.</param>
    /// <param name="distance">Distance of the part; the focus is near it.</param>
    public void Apply(Frame frame, float distance)
    {
        float[] radii = [_unsharpness, _unsharpness + 1.2f, _unsharpness + 3];
        var blurred = Array.ConvertAll(radii, r => Blur(frame, r));
        var result = new Vector3[frame.Light.Length];
        for (var y = 0; y < frame.Height; y++)
            for (var x = 0; x < frame.Width; x++)
            {
                var i = y * frame.Width + x;
                var circle = _unsharpness + _aperture * MathF.Abs(frame.Depth[i] - distance - _focusOffset);
                var light = circle < radii[1]
                    ? Vector3.Lerp(blurred[0][i], blurred[1][i], Math.Clamp((circle - radii[0]) / (radii[1] - radii[0]), 0, 1))
                    : Vector3.Lerp(blurred[1][i], blurred[2][i], Math.Clamp((circle - radii[1]) / (radii[2] - radii[1]), 0, 1));
                var off = new Vector2(2f * x / frame.Width - 1, 2f * y / frame.Height - 1);
                result[i] = light * (1 - _vignette * 0.5f * off.LengthSquared());
            }
        frame.Light = result;
    }

    // Gaussian, rows and then columns; what lies outside the frame is like its rim.
    private static Vector3[] Blur(Frame frame, float sigma)
    {
        var reach = (int)MathF.Ceiling(2.5f * sigma);
        var weights = new float[2 * reach + 1];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = MathF.Exp(-(i - reach) * (i - reach) / (2 * sigma * sigma));
        var total = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            weights[i] /= total;
        var (width, height) = (frame.Width, frame.Height);
        var rows = new Vector3[width * height];
        var both = new Vector3[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var k = -reach; k <= reach; k++)
                    rows[y * width + x] += frame.Light[y * width + Math.Clamp(x + k, 0, width - 1)] * weights[k + reach];
        for (var y = 0; y < height; y++)
            for (var k = -reach; k <= reach; k++)
            {
                var from = Math.Clamp(y + k, 0, height - 1) * width;
                for (var x = 0; x < width; x++)
                    both[y * width + x] += rows[from + x] * weights[k + reach];
            }
        return both;
    }
}
