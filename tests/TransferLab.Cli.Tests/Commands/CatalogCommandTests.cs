using System.Text.Json;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

/// <summary>The catalogue on the command line: <c>backbones list</c>, <c>show</c>, and backbones by name.</summary>
public sealed class CatalogCommandTests : IDisposable
{
    private readonly CatalogHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task List_shows_what_there_is_and_what_is_here()
    {
        _home.Write("\"tiny\"");
        await _home.RunAsync("backbones", "pull", "tiny");
        var result = await _home.RunAsync("backbones", "list");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        var lines = result.Output.Split('\n');
        foreach (var (name, texts) in ((string, string[])[])
            [
                ("tiny (default)", ["1,234", "32×32", "MIT", "pulled"]),
                ("large", ["0.8 MB", "not pulled"]),
                ("mobilenetv2-12", ["224×224", "Apache-2.0", "14.0 MB", "not pulled"]),
            ])
            Assert.All(texts, t => Assert.Contains(t, Assert.Single(lines, l => l.Contains(name, StringComparison.Ordinal)), StringComparison.Ordinal));
        Assert.Contains("backbones pull NAME", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_json_is_one_object()
    {
        _home.Write("\"tiny\"");
        var json = (await _home.RunAsync("backbones", "list", "--json")).Json();
        Assert.Equal(["default", "store", "backbones"], CliResult.Names(json));
        var tiny = json.GetProperty("backbones").EnumerateArray().Single(b => b.GetProperty("name").GetString() == "tiny");
        Assert.Equal(["name", "description", "state", "path", "default", "url", "mirrors", "source", "licence", "sha256", "bytes", "parameters", "input", "featureValue"], CliResult.Names(tiny));
        Assert.Equal(("not-pulled", Path.Combine(_home.Store, "tiny.onnx")), (tiny.GetProperty("state").GetString(), tiny.GetProperty("path").GetString()));
        Assert.Equal(["width", "height", "layout", "channels", "pixelScale", "mean", "std"], CliResult.Names(tiny.GetProperty("input")));
    }

    [Fact]
    public async Task Show_says_what_the_catalogue_knows_until_the_file_is_here()
    {
        var before = await _home.RunAsync("backbones", "show", "tiny");
        Assert.Equal((0, ""), (before.Exit, before.Error));
        foreach (var text in (string[])["1,234 parameters", "NCHW, 32×32, RGB; (pixel × 0.007843 − 1) / 1", "block1", "MIT", $"{_home.Server.Address}models/tiny.onnx", "backbones pull tiny"])
            Assert.Contains(text, before.Output, StringComparison.Ordinal);
        Assert.Equal("not-pulled", (await _home.RunAsync("backbones", "show", "tiny", "--json")).Json().GetProperty("state").GetString());
        await _home.RunAsync("backbones", "pull", "tiny");
        var after = await _home.RunAsync("backbones", "show", "tiny");
        Assert.Contains("layer group", after.Output, StringComparison.Ordinal);
        Assert.Contains("licence   MIT", after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_by_name_records_the_file_and_resumes_without_the_catalogue()
    {
        TinyImages.WriteFolders(_home["images"], 6);
        string[] train = ["train", _home["images"], "--epochs", "2", "--threads", "1", "--feature-cache", "none", "--output", _home["run"]];
        var early = await _home.RunAsync([.. train, "--backbone", "tiny"]);
        Assert.Equal(1, early.Exit);
        Assert.Contains("pull 'tiny' first", early.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _home.RunAsync("backbones", "pull", "tiny")).Exit);
        Assert.Equal(0, (await _home.RunAsync([.. train, "--backbone", "tiny"])).Exit);
        using (var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_home["run"], "config.json"))))
            Assert.Equal(Path.Combine(_home.Store, "tiny.onnx"), config.RootElement.GetProperty("backbone").GetProperty("path").GetString());
        var model = File.ReadAllBytes(Path.Combine(_home["run"], "classifier", "model.onnx"));
        var card = File.ReadAllText(Path.Combine(_home["run"], "classifier", "README.md"));
        Directory.Delete(Path.Combine(_home["run"], "classifier"), recursive: true);
        // The catalogue named the features and the licence; a resumed run must not need it for that.
        File.WriteAllText(_home["catalog.json"], "no longer a catalogue");
        var resumed = await _home.RunAsync("train", "--resume", _home["run"]);
        Assert.Equal(0, resumed.Exit);
        Assert.True(model.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_home["run"], "classifier", "model.onnx"))), "the resumed run's model differs");
        Assert.Equal(card, File.ReadAllText(Path.Combine(_home["run"], "classifier", "README.md")));
    }

    [Fact]
    public async Task Without_a_name_the_default_is_used()
    {
        TinyImages.WriteFolders(_home["images"], 6);
        string[] train = ["train", _home["images"], "--epochs", "1", "--threads", "1", "--feature-cache", "none", "--output", _home["run"]];
        _home.Write("\"tiny\"", shipped: true);
        var missing = await _home.RunAsync(train);
        Assert.Equal(1, missing.Exit);
        Assert.Contains("'tiny'", missing.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home["run"]));
        File.WriteAllBytes(_home["tiny.onnx"], _home.Tiny);
        Assert.Equal(0, (await _home.RunAsync(train)).Exit);
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_home["run"], "config.json")));
        Assert.Equal(_home["tiny.onnx"], config.RootElement.GetProperty("backbone").GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_damaged_catalogue_is_an_error_that_names_entry_and_field()
    {
        _home.Write(more: """, {"name": "third"}""");
        foreach (var args in (string[][])[["backbones", "list"], ["backbones", "pull", "tiny"], ["backbones", "show", "tiny"], ["train", _home["."], "--backbone", "tiny", "--output", _home["run"]]])
        {
            var result = await _home.RunAsync(args);
            Assert.Equal((1, ""), (result.Exit, result.Output));
            Assert.Contains("entry 'third': field 'description' is missing", result.Error, StringComparison.Ordinal);
        }
    }
}
