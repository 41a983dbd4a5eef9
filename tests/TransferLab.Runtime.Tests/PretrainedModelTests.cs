using TransferLab.Testing;

namespace TransferLab.Runtime.Tests;

public class PretrainedModelTests
{
    [Fact]
    public void Mobilenet_gives_each_image_of_a_batch_what_it_gives_it_alone()
    {
        using var session = new InferenceSession(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var input = Assert.Single(session.Inputs);
        Assert.Equal(-1, input.Dims[0]);
        var random = new Random(3);
        var pixels = new float[3 * input.Dims.Skip(1).Aggregate(1, (a, d) => a * (int)d)];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (float)((random.NextDouble() * 2) - 1);

        var together = Features(session, pixels, 3);
        Assert.All(together, f => Assert.True(float.IsFinite(f)));
        Assert.True(together.Distinct().Count() > 100);
        for (var image = 0; image < 3; image++)
        {
            var alone = Features(session, pixels.AsSpan(image * pixels.Length / 3, pixels.Length / 3), 1);
            Assert.Equal(together.Length, 3 * alone.Length);
            for (var i = 0; i < alone.Length; i++)
                Assert.Equal(together[(image * alone.Length) + i], alone[i], 1e-3f);
        }
    }

    private static float[] Features(InferenceSession session, ReadOnlySpan<float> pixels, int batch)
    {
        long[] dims = [batch, .. session.Inputs[0].Dims.Skip(1)];
        using var x = OrtValue.From(pixels, dims);
        using var y = session.Run(Models.Feeds((session.Inputs[0].Name, x)), [session.Outputs[0].Name], TestContext.Current.CancellationToken)[0];
        Assert.Equal(batch, y.Dims[0]);
        return y.Span<float>().ToArray();
    }
}
