using TransferLab.Classifiers.Explanation;
using TransferLab.Errors;
using TransferLab.Imaging;
using TransferLab.Testing;

namespace TransferLab.Tests.Classifiers.Explanation;

public sealed class ExplanationWriterTests
{
    [Fact]
    public void Every_picture_gets_a_file_of_its_own_in_its_place()
    {
        using var folder = new TemporaryFolder();
        var package = HandMade.Write(folder, HandMade.Model(channelsLast: false));
        Directory.CreateDirectory(folder["in/a"]);
        Directory.CreateDirectory(folder["in/b"]);
        var png = HandMade.Noise(1, out _);
        foreach (var file in (string[])["in/a/1.png", "in/b/1.png"])
            File.WriteAllBytes(folder[file], png);
        File.WriteAllText(folder["in/b/2.jpg"], "no picture");
        File.WriteAllText(folder["in/labels.csv"], "is passed over");
        var options = new ExplanationWriterOptions { Package = package, Images = [folder["in"], folder["in/a/1.png"], folder["in/b/1.png"]], Output = folder["out"], Label = "second" };

        var written = ExplanationWriter.Write(options, TestContext.Current.CancellationToken).ToArray();

        Assert.Equal(["in/a/1.png", "in/b/1.png", "in/b/2.jpg", "in/a/1.png", "in/b/1.png"], written.Select(w => Path.GetRelativePath(folder.Path, w.Image).Replace('\\', '/')));
        Assert.Equal([folder["out/a/1.png"], folder["out/b/1.png"], null, folder["out/1.png"], folder["out/1-2.png"]], written.Select(w => w.Output));
        Assert.NotNull(written[2].Error);
        foreach (var w in written.Where(w => w.Output is not null))
        {
            Assert.Equal("second", w.Explanation!.Label);
            using var drawn = ImageDecoder.Load(w.Output!);
            Assert.Equal((HandMade.Side, HandMade.Side), (drawn.Width, drawn.Height));
        }
        Assert.Equal(4, Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Pictures_are_never_replaced_by_their_heat_maps()
    {
        using var folder = new TemporaryFolder();
        var package = HandMade.Write(folder, HandMade.Model(channelsLast: false));
        Directory.CreateDirectory(folder["in"]);
        var png = HandMade.Noise(1, out _);
        File.WriteAllBytes(folder["in/1.png"], png);
        var options = new ExplanationWriterOptions { Package = package, Images = [folder["in"]], Output = folder["in"] };
        Assert.Contains("Output '", Assert.Throws<SettingException>(() => ExplanationWriter.Write(options, TestContext.Current.CancellationToken).ToArray()).Message, StringComparison.Ordinal);
        Assert.Equal(png, File.ReadAllBytes(folder["in/1.png"]));
        Assert.Throws<ExplanationException>(() => ExplanationWriter.Write(options with { Output = folder["out"], Label = "fourth" }, TestContext.Current.CancellationToken).ToArray());
        Assert.False(Directory.Exists(folder["out"]));
    }
}
