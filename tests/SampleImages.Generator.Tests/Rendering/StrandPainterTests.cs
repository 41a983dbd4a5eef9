using System.Numerics;
using SampleImages.Generator.Rendering;
using SampleImages.Generator.Scenes;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Rendering;

public class StrandPainterTests
{
    [Theory]
    [InlineData(1000, true)]
    [InlineData(0.5f, false)]
    public void A_thread_shows_unless_something_nearer_hides_it(float depth, bool shows)
    {
        var scene = new Scene(new SampleRandom(1, 0, 0), [], 80, 60);
        var frame = new Frame(80, 60);
        Array.Fill(frame.Depth, depth);
        StrandPainter.Paint(frame, scene, [new Strand([scene.View.Target - 0.4f * scene.View.Right, scene.View.Target + 0.4f * scene.View.Right], 0.02f, new Vector3(0.5f))]);
        Assert.Equal(shows, frame.Light[30 * 80 + 40].Y > 0.05f);
        // It ends where its points end.
        Assert.Equal(Vector3.Zero, frame.Light[30 * 80 + 1]);
        Assert.Equal(Vector3.Zero, frame.Light[30 * 80 + 78]);
    }
}
