namespace SampleImages.Generator.Numbers;

/// <summary>Small functions of one number.</summary>
internal static class Curves
{
    /// <summary>From <paramref name="a"/> at 0 to <paramref name="b"/> at 1, straight.</summary>
    public static float Mix(float a, float b, float t) => a + (b - a) * t;

    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, smooth between; falling where low is the larger.</summary>
    public static float Step(float low, float high, float x)
    {
        var t = Math.Clamp((x - low) / (high - low), 0, 1);
        return t * t * (3 - 2 * t);
    }
}
