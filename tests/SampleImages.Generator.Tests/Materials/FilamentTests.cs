using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Tests.Materials;

public class FilamentTests
{
    private static readonly Filament s_filament = new(new Dice(new SampleRandom(1, 0, 0)));

    [Fact]
    public void Walls_are_divided_into_level_layers()
    {
        for (var layer = 0; layer < 30; layer++)
        {
            var low = s_filament.Locate(new Vector3(0.3f, 0, (layer + 0.1f) * s_filament.LayerHeight), Vector3.UnitX);
            var middle = s_filament.Locate(new Vector3(0.8f, 0.2f, (layer + 0.5f) * s_filament.LayerHeight), Vector3.UnitX);
            Assert.False(low.Top);
            Assert.Equal((layer, layer), (low.Line, middle.Line));
            Assert.Equal(-0.8f, low.Across, 0.02f);
            Assert.Equal(0, middle.Across, 0.02f);
        }
    }

    [Fact]
    public void Grooves_are_darker_than_crests()
    {
        var crest = s_filament.SurfaceAt(s_filament.Locate(new Vector3(0, 0, 5.5f * s_filament.LayerHeight), Vector3.UnitX));
        var groove = s_filament.SurfaceAt(s_filament.Locate(new Vector3(0, 0, 5.99f * s_filament.LayerHeight), Vector3.UnitX));
        Assert.True(groove.Open < crest.Open - 0.05f);
        Assert.True(groove.Normal.Z > crest.Normal.Z);
    }

    [Fact]
    public void Lines_on_top_follow_the_raster()
    {
        var top = s_filament.Locate(new Vector3(0.2f, 0.1f, 1), Vector3.UnitZ);
        Assert.True(top.Top);
        Assert.Equal(0, top.Slope.Z);
        // Along a line its number stays.
        var along = new Vector3(-top.Slope.Y, top.Slope.X, 0);
        Assert.Equal(top.Line, s_filament.Locate(top.Position + 0.5f * along, Vector3.UnitZ).Line);
    }
}
