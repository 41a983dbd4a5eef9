using System.Numerics;

namespace SampleImages.Generator.Rendering;

/// <summary>Linear light and distance per pixel, row-major.</summary>
internal sealed class Frame(int width, int height)
{
    public int Width => width;

    public int Height => height;

    /// <summary>Linear RGB, 1 is a white surface in plain light.</summary>
    public Vector3[] Light { get; set; } = new Vector3[width * height];

    /// <summary>Distance from the camera.</summary>
    public float[] Depth { get; } = new float[width * height];
}
