using System.Text.Json;
using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class BackbonesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Show_prints_groups_and_cut_points()
    {
        var file = TinyBackbone.Write(_folder.Path);
        var result = await CliResult.RunAsync("backbones", "show", file, "--normalization", "tf", "--cuts");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        foreach (var text in (string[])["32×32", "NCHW", "stem", "stage1", "block1", "24 per image", "until:VALUE"])
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_writes_an_ONNX_file_that_is_a_backbone_and_says_what_is_in_it()
    {
        var source = SharedData.Path("backbones/tf_savedmodel_emoji");
        var file = _folder["emoji.onnx"];
        var result = await CliResult.RunAsync("backbones", "convert", source, "-o", file, "--json");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("sequential_input: Float [N,1,160,120]", json.RootElement.GetProperty("inputs")[0].GetString());
        Assert.Equal(256, json.RootElement.GetProperty("featureCount").GetInt32());
        Assert.False(json.RootElement.GetProperty("normalizationIsKnown").GetBoolean());
        var shown = await CliResult.RunAsync("backbones", "show", file, "--normalization", "none");
        Assert.Equal(0, shown.Exit);
        Assert.Contains("120×160, GRAY", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_refuses_what_is_no_TensorFlow_model_and_writes_nothing()
    {
        var graph = _folder.Add("broken.pb", "no graph at all");
        foreach (var source in (string[])[graph, _folder.Path, TinyBackbone.Write(_folder.Path)])
        {
            var result = await CliResult.RunAsync("backbones", "convert", source, "--output", _folder["out.onnx"]);
            Assert.Equal(1, result.Exit);
            Assert.Contains(source, result.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(_folder["out.onnx"]));
        }
    }

    [Fact]
    public async Task Show_json_is_one_object()
    {
        var file = TinyBackbone.Write(_folder.Path);
        var result = await CliResult.RunAsync("backbones", "show", file, "--normalization", "tf", "--json");
        Assert.Equal(0, result.Exit);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(["spec", "featureShape", "featureCount", "parameters", "multiplyAdds", "groups", "cutPoints"], CliResult.Names(json.RootElement));
        Assert.Equal(24, json.RootElement.GetProperty("featureCount").GetInt32());
    }

    [Theory]
    [InlineData("--mean", "104,117,124")]
    [InlineData("--mean", "104", "117", "124")]
    public async Task Means_are_taken_with_commas_or_as_several_words(params string[] mean)
    {
        var file = TinyBackbone.Write(_folder.Path);
        var result = await CliResult.RunAsync(["backbones", "show", file, "--normalization", "caffe-bgr", .. mean, "--json"]);
        Assert.Equal(0, result.Exit);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal([104.0, 117, 124], json.RootElement.GetProperty("spec").GetProperty("mean").EnumerateArray().Select(m => m.GetDouble()));
    }

    [Fact]
    public async Task A_missing_normalization_is_asked_for_by_options_that_exist()
    {
        var file = TinyBackbone.Write(_folder.Path);
        var result = await CliResult.RunAsync("backbones", "show", file);
        Assert.Equal(1, result.Exit);
        var help = await CliResult.RunAsync("backbones", "show", "--help");
        foreach (var option in (string[])["--normalization", "--mean", "--std", "--pixel-scale"])
        {
            Assert.Contains(option, result.Error, StringComparison.Ordinal);
            Assert.Contains(option, help.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_model_without_image_input_is_refused()
    {
        var model = new OnnxModel("text", 18);
        model.Graph.Inputs.Add(new ValueInfo("tokens", ElementType.Float, new Shape(Dim.Of("N"), 7)));
        var b = new GraphBuilder(model.Graph, new ShapeTable(model.Graph, 18));
        var y = b.Add("Relu", ["tokens"]);
        model.Graph.Outputs.Add(new ValueInfo(y, ElementType.Float, new Shape(Dim.Of("N"), 7)));
        model.Save(_folder["text.onnx"]);
        var result = await CliResult.RunAsync("backbones", "show", _folder["text.onnx"]);
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("non-image model", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("train", "--help")]
    [InlineData("serve", "--help")]
    public async Task Help_is_printed_on_stdout(params string[] args)
    {
        var result = await CliResult.RunAsync(args);
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("predict")]
    [InlineData("backbones")]
    public async Task An_incomplete_command_line_is_a_usage_error(params string[] args)
    {
        var result = await CliResult.RunAsync(args);
        Assert.Equal(2, result.Exit);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SqueezeNet_in_half_precision_shows_with_the_flags_that_say_its_input()
    {
        var file = SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx");
        var result = await CliResult.RunAsync("backbones", "show", file, "--normalization", "caffe-bgr", "--mean", "104,117,124");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains("(104, 117, 124)", result.Output, StringComparison.Ordinal);
    }
}
