using TransferLab.Onnx;
using TransferLab.Runtime;

namespace TransferLab.Tests;

/// <summary>Runs small models by ONNX Runtime.</summary>
internal static class Session
{
    /// <summary>One float output of a model for one input of any type; the other inputs are given by name.</summary>
    public static float[] Run<T>(OnnxModel model, string output, string input, T[] values, params long[] dims) where T : unmanaged
    {
        using var session = new InferenceSession(model.ToBytes());
        using var feed = OrtValue.From<T>(values, dims);
        var results = session.Run([new(input, feed)], [output]);
        try
        {
            return results[0].Span<float>().ToArray();
        }
        finally
        {
            foreach (var result in results)
                result.Dispose();
        }
    }

    public static float[] Normal(int seed, long count)
    {
        var random = new Random(seed);
        var values = new float[count];
        foreach (ref var v in values.AsSpan())
            v = (float)((random.NextDouble() * 2) - 1);
        return values;
    }

    public static byte[] Pixels(int seed, long count)
    {
        var values = new byte[count];
        new Random(seed).NextBytes(values);
        return values;
    }

    public static void Close(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1e-6, expected.Max(MathF.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"element {i}: {actual[i]} instead of {expected[i]}");
    }
}
