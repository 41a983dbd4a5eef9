using System.Text.Json;
using TransferLab.Imaging;
using TransferLab.Testing;

namespace TransferLab.Cli.Tests.Commands;

public sealed class ExplainCommandTests(TrainedPackage trained) : IClassFixture<TrainedPackage>
{
    [Fact]
    public async Task Every_picture_gets_a_heat_map_and_a_line()
    {
        using var folder = new TemporaryFolder();
        var broken = folder["broken.png"];
        await File.WriteAllTextAsync(broken, "no picture", TestContext.Current.CancellationToken);

        var result = await CliResult.RunAsync("explain", trained.Package, trained.Image, broken, trained.Images, "-o", folder["heat"], "--json");

        Assert.Equal(3, result.Exit);
        var lines = result.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(2 + Directory.GetFiles(trained.Images, "*", SearchOption.AllDirectories).Length, lines.Length);
        Assert.Equal(["image", "output", "label", "probability", "grid", "region"], CliResult.Names(lines[0]));
        Assert.Equal(["x", "y", "width", "height"], CliResult.Names(lines[0].GetProperty("region")));
        Assert.Equal(["image", "error"], CliResult.Names(lines[1]));
        Assert.Equal(folder["heat/0.png"], lines[0].GetProperty("output").GetString());
        Assert.Contains(lines, l => l.TryGetProperty("output", out var o) && o.GetString() == folder["heat/down/0.png"]);
        using var original = ImageDecoder.Load(trained.Image);
        using var drawn = ImageDecoder.Load(folder["heat/0.png"]);
        Assert.Equal((original.Width, original.Height), (drawn.Width, drawn.Height));

        // Without --label it is the label that predict puts first.
        var predicted = (await CliResult.RunAsync("predict", trained.Package, trained.Image, "--top", "1")).Json().GetProperty("predictions")[0];
        Assert.Equal(predicted.GetProperty("label").GetString(), lines[0].GetProperty("label").GetString());
        Assert.Equal(predicted.GetProperty("probability").GetSingle(), lines[0].GetProperty("probability").GetSingle(), 1e-5f);
    }

    [Fact]
    public async Task A_second_time_replaces_the_heat_maps_and_another_label_gives_others()
    {
        using var folder = new TemporaryFolder();
        var first = await CliResult.RunAsync("explain", trained.Result.Run, trained.Image, "--output", folder["heat"], "--label", "down");
        Assert.Equal((0, ""), (first.Exit, first.Error));
        Assert.StartsWith(folder["heat/0.png"] + "  down ", first.Output, StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(folder["heat/0.png"], TestContext.Current.CancellationToken);
        await CliResult.RunAsync("explain", trained.Package, trained.Image, "--output", folder["heat"], "--label", "down");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(folder["heat/0.png"], TestContext.Current.CancellationToken));
        var others = Directory.GetDirectories(trained.Images).Select(d => Path.GetFileName(d)).Where(l => l != "down").ToArray();
        foreach (var label in others)
        {
            await CliResult.RunAsync("explain", trained.Package, trained.Image, "--output", folder["heat"], "--label", label);
            Assert.NotEqual(bytes, await File.ReadAllBytesAsync(folder["heat/0.png"], TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(2, "--output")]
    [InlineData(2, "--output", "-o", "IMAGES")]
    [InlineData(2, "--threads", "-o", "OUT", "--threads", "-1")]
    [InlineData(1, "'sideways'", "-o", "OUT", "--label", "sideways")]
    public async Task Senseless_options_say_so(int exit, string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string[] rest = [.. options.Select(o => o == "OUT" ? folder["heat"] : o == "IMAGES" ? Path.GetDirectoryName(trained.Image)! : o)];
        var result = await CliResult.RunAsync(["explain", trained.Package, trained.Image, .. rest]);
        Assert.Equal((exit, ""), (result.Exit, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["heat"]));
    }
}
