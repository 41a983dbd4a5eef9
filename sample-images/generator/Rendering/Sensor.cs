using System.Numerics;
using SampleImages.Generator.Numbers;
using TransferLab.Imaging;

namespace SampleImages.Generator.Rendering;

/// <summary>What the camera's chip and electronics do: exposure, white balance, noise, tone curve, JPEG.</summary>
internal sealed class Sensor
{
    private readonly float _exposure;
    private readonly Vector3 _balance;
    private readonly float _shotNoise;
    private readonly float _readNoise;
    private readonly float _contrast;
    private readonly Dice _dice;

    public Sensor(Dice dice)
    {
        _exposure = dice.Range(0.17f, 0.3f);
        var warmth = dice.Range(-0.1f, 0.1f);
        _balance = new Vector3(1 + warmth, 1 + dice.Range(-0.03f, 0.03f), 1 - warmth);
        _shotNoise = dice.Range(0.003f, 0.014f);
        _readNoise = dice.Range(0.001f, 0.005f);
        _contrast = dice.Range(0.98f, 1.25f);
        Quality = dice.Count(68, 82);
        _dice = dice;
    }

    /// <summary>JPEG quality, 1 to 100.</summary>
    public int Quality { get; }

    /// <summary>The picture of a frame of twice its width and height.</summary>
    public RgbImage Expose(Frame frame)
    {
        var mean = 0f;
        foreach (var light in frame.Light)
            mean += Brightness(light);
        var gain = _balance * (_exposure * frame.Light.Length / mean);
        var (width, height) = (frame.Width / 2, frame.Height / 2);
        var image = RgbImage.Create(width, height);
        var pixels = image.Pixels;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var i = 2 * y * frame.Width + 2 * x;
                var light = (frame.Light[i] + frame.Light[i + 1] + frame.Light[i + frame.Width] + frame.Light[i + frame.Width + 1]) / 4 * gain;
                // Most of the noise is common to the channels once a camera has filled in its colour mosaic.
                var common = _dice.Normal();
                for (var c = 0; c < 3; c++)
                {
                    var v = light[c];
                    v += (_readNoise + _shotNoise * MathF.Sqrt(MathF.Max(v, 0))) * (0.8f * common + 0.5f * _dice.Normal());
                    pixels[(y * width + x) * 3 + c] = (byte)(255 * Tone(v) + 0.5f);
                }
            }
        return image;
    }

    /// <summary>Linear light to a sample of 0 to 1: highlights roll off, then the exponent of sRGB, then contrast around the middle.</summary>
    private float Tone(float v)
    {
        v = MathF.Max(0, v);
        v = v * (1 + v * 0.25f) / (1 + v * 0.45f + v * v * 0.05f);
        var s = v <= 0.0031308f ? 12.92f * v : 1.055f * MathF.Pow(v, 1 / 2.4f) - 0.055f;
        return Math.Clamp(0.5f + (s - 0.5f) * _contrast, 0, 1);
    }

    private static float Brightness(Vector3 light) => Vector3.Dot(light, new Vector3(0.2126f, 0.7152f, 0.0722f));
}
