using TransferLab.Testing;

namespace TransferLab.Cli.Tests.Commands;

public sealed class PretrainCommandTests : IDisposable
{
    private static readonly string[] s_small = ["--categories", "3", "--images-per-category", "4", "--size", "32", "--batch-size", "4", "--epochs", "1", "--threads", "1"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_small_pretraining_prints_one_json_object_and_leaves_a_backbone_that_trains()
    {
        var result = await CliResult.RunAsync(["pretrain", "--output", _folder["run"], .. s_small, "--json"]);
        Assert.Equal(0, result.Exit);
        var json = result.Json();
        Assert.Equal(["run", "backbone", "sha256", "bytes", "parameters", "categories", "images", "epochs", "validation", "seconds"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal((3, 12, 1), (json.GetProperty("categories").GetInt32(), json.GetProperty("images").GetInt32(), json.GetProperty("epochs").GetInt32()));
        Assert.Contains("epoch 1/1", result.Error, StringComparison.Ordinal);
        var shown = await CliResult.RunAsync(["backbones", "show", json.GetProperty("backbone").GetString()!, "--normalization", "tf"]);
        Assert.Equal(0, shown.Exit);
        Assert.Contains("stage4", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--output is missing", "pretrain")]
    [InlineData("--size 100", "pretrain", "--output", "OUT", "--size", "100")]
    [InlineData("--epochs 'x'", "pretrain", "--output", "OUT", "--epochs", "x")]
    [InlineData("--resume takes no --epochs", "pretrain", "--resume", "OUT", "--epochs", "3")]
    public async Task A_command_line_that_makes_no_sense_is_exit_code_2(string message, params string[] arguments)
    {
        var result = await CliResult.RunAsync([.. arguments.Select(a => a == "OUT" ? _folder["out"] : a)]);
        Assert.Equal((2, ""), (result.Exit, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_folder_without_a_pretraining_cannot_be_resumed()
    {
        Directory.CreateDirectory(_folder["empty"]);
        var result = await CliResult.RunAsync(["pretrain", "--resume", _folder["empty"]]);
        Assert.Equal(1, result.Exit);
        Assert.Contains("holds no run", result.Error, StringComparison.Ordinal);
    }
}
