using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class AugmentCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("none")]
    [InlineData("light")]
    [InlineData("standard")]
    [InlineData("strong")]
    [InlineData("randaugment")]
    [InlineData("trivialaugment")]
    [InlineData("augmix")]
    public async Task A_preview_is_a_picture_of_rows_and_columns_that_repeats(string preset)
    {
        var images = TinyImages.WriteFolders(_folder["images"], 2);
        File.WriteAllText(Path.Combine(images, "down", "0.jpg"), "no pixels");
        var first = await Preview(images, "--augment", preset, "-o", _folder["a.png"]);
        Assert.Equal(0, first.Exit);
        var shown = first.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, shown.Length);
        Assert.All(shown, f => Assert.True(File.Exists(f), f));
        // Header of PNG: width and height, each 4 + cells of 40 + 4.
        var bytes = await File.ReadAllBytesAsync(_folder["a.png"], TestContext.Current.CancellationToken);
        Assert.Equal((4 + 4 * 44, 4 + 4 * 44), (Number(bytes, 16), Number(bytes, 20)));
        Assert.Equal(0, (await Preview(images, "--augment", preset, "-o", _folder["b.png"])).Exit);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder["b.png"], TestContext.Current.CancellationToken));

        static int Number(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
    }

    [Fact]
    public async Task Policy_files_work_in_previews_and_their_errors_name_the_key()
    {
        var images = TinyImages.WriteFolders(_folder["images"], 2);
        var policy = _folder["policy.json"];
        await File.WriteAllTextAsync(policy, """{"transforms": [{"op": "grayscale", "probability": 1}]}""", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Preview(images, "--augment", policy, "-o", _folder["a.jpg"])).Exit);
        Assert.True(File.Exists(_folder["a.jpg"]));
        await File.WriteAllTextAsync(policy, """{"transforms": [{"op": "grayscale", "chance": 1}]}""", TestContext.Current.CancellationToken);
        var bad = await Preview(images, "--augment", policy, "-o", _folder["b.jpg"]);
        Assert.Equal(1, bad.Exit);
        Assert.Contains("transforms[0] (grayscale): 'chance' is not known here; it takes op, probability.", bad.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["b.jpg"]));
    }

    [Theory]
    [InlineData(2, "is not known; choose one of auto, none, light", "--augment", "lihgt")]
    [InlineData(2, "1 to 1000", "--augment", "light:0")]
    [InlineData(2, "leave out the number of views", "--augment", "light:4")]
    [InlineData(1, "is not there", "--augment", "nowhere.json")]
    [InlineData(2, "--count 0", "--count", "0")]
    [InlineData(2, "--size 9999", "--size", "9999")]
    public async Task Mistakes_are_told_and_nothing_is_written(int exit, string says, params string[] args)
    {
        var images = TinyImages.WriteFolders(_folder["images"], 1);
        var result = await CliResult.RunAsync(["augment", "preview", images, "-o", _folder["a.png"], .. args]);
        Assert.Equal(exit, result.Exit);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.png"]));
        Assert.Equal(2, (await CliResult.RunAsync("augment", "preview", images)).Exit);
        Assert.Equal(2, (await CliResult.RunAsync("augment", "preview", images, "-o", _folder["a.gif"])).Exit);
    }

    [Fact]
    public async Task Views_may_be_named_with_the_preset_in_training()
    {
        TinyImages.WriteFolders(_folder["images"], 4);
        Assert.Equal(0, (await Train("--augment", "standard:3", "--epochs", "1")).Exit);
        var config = await File.ReadAllTextAsync(Path.Combine(_folder["run"], "config.json"), TestContext.Current.CancellationToken);
        Assert.Contains("\"views\": \"3\"", config, StringComparison.Ordinal);
        Assert.Contains("\"augment\": \"Standard\"", config, StringComparison.Ordinal);
        var both = await Train("--augment", "standard:3", "--views", "2");
        Assert.Equal(2, both.Exit);
        Assert.Contains("asks for 3 views and --views for 2", both.Error, StringComparison.Ordinal);
        Directory.Delete(_folder["run"], recursive: true);
        var cached = await Train("--augment", "none", "--mixup", "0.2");
        Assert.Equal(2, cached.Exit);
        Assert.Contains("--augment light", cached.Error, StringComparison.Ordinal);

        Task<CliResult> Train(params string[] more) => CliResult.RunAsync(["train", _folder["images"], "--backbone", TinyBackbone.Write(_folder.Path), "--normalization", "tf", "--output", _folder["run"], "--feature-cache", "none", "--threads", "1", .. more]);
    }

    private static Task<CliResult> Preview(string images, params string[] more) => CliResult.RunAsync(["augment", "preview", images, "--count", "3", "--rows", "4", "--size", "40", .. more]);
}
