using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Scenes;

/// <summary>Where the camera is and how it looks. Picture coordinates are in pixels of a frame, x to the right and y down.</summary>
internal sealed class View
{
    private readonly Vector3 _right;
    private readonly Vector3 _up;
    private readonly Vector3 _forward;
    private readonly float _scale;
    private readonly Vector2 _centre;

    /// <param name="dice">Direction, distance, tilt and aim.</param>
    /// <param name="extent">Half width, half depth and height of the part to be seen whole.</param>
    /// <param name="width">Width of the frame in pixels.</param>
    /// <param name="height">Height of the frame in pixels.</param>
    public View(Dice dice, Vector3 extent, int width, int height)
    {
        // From the front or the back, up to 35° from the side: gaps run from front to back and stay in sight.
        var azimuth = (dice.Chance(0.5) ? 0.5f : -0.5f) * MathF.PI + dice.Range(-0.6f, 0.6f);
        var elevation = dice.Range(0.36f, 0.62f);
        var away = new Vector3(MathF.Cos(elevation) * MathF.Cos(azimuth), MathF.Cos(elevation) * MathF.Sin(azimuth), MathF.Sin(elevation));
        var fill = dice.Range(1.05f, 1.32f);
        var distance = dice.Range(4.5f, 8);
        var radius = new Vector3(extent.X, extent.Y, extent.Z / 2).Length();
        Target = new Vector3(dice.Range(-0.1f, 0.1f), dice.Range(-0.1f, 0.1f), extent.Z / 2 + dice.Range(-0.08f, 0.08f));
        Eye = Target + away * distance;
        _forward = -away;
        var level = Vector3.Normalize(Vector3.Cross(_forward, Vector3.UnitZ));
        var roll = dice.Range(-0.12f, 0.12f);
        var upright = Vector3.Cross(level, _forward);
        _right = level * MathF.Cos(roll) + upright * MathF.Sin(roll);
        _up = upright * MathF.Cos(roll) - level * MathF.Sin(roll);
        _scale = fill * height / 2 / radius * distance;
        _centre = new Vector2(width / 2f, height / 2f);
    }

    /// <summary>Where the camera is.</summary>
    public Vector3 Eye { get; }

    /// <summary>What it is aimed at.</summary>
    public Vector3 Target { get; }

    /// <summary>Direction of the picture's rows, a unit vector.</summary>
    public Vector3 Right => _right;

    /// <summary>Direction of the picture's columns, upwards, a unit vector.</summary>
    public Vector3 Up => _up;

    /// <summary>The unit direction of what is seen at a place of the picture.</summary>
    public Vector3 Ray(float x, float y) => Vector3.Normalize(_forward * _scale + _right * (x - _centre.X) - _up * (y - _centre.Y));

    /// <summary>The place of a point in the picture, and its distance from the camera.</summary>
    public (Vector2 Place, float Distance) Project(Vector3 p)
    {
        var d = p - Eye;
        var depth = Vector3.Dot(d, _forward);
        return (_centre + new Vector2(Vector3.Dot(d, _right), -Vector3.Dot(d, _up)) * (_scale / depth), d.Length());
    }

    /// <summary>Pixels per unit of length at a distance from the camera.</summary>
    public float PixelsPerUnit(float distance) => _scale / distance;
}
