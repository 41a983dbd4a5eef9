using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompareCommandTests()
    {
        TinyImages.WriteFolders(_folder["images"], 6);
        TinyBackbone.Write(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_table_and_the_verdict_go_to_stdout_and_progress_to_stderr()
    {
        var result = await Compare("--freeze", "linear-probe,partial:1");
        Assert.Equal(0, result.Exit);
        foreach (var word in (string[])["linear-probe", "partial:1", "accuracy", "comparison.json", "paired by seed"])
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        Assert.Contains("run 4/4  partial:1, seed 2: accuracy", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("run 4/4", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_summary()
    {
        var result = await Compare("--freeze", "linear-probe,full", "--json");
        Assert.Equal(0, result.Exit);
        var json = result.Json();
        Assert.Equal("accuracy", json.GetProperty("scoreName").GetString());
        Assert.Equal("linear-probe", json.GetProperty("reference").GetString());
        Assert.Equal(4, json.GetProperty("runs").GetArrayLength());
        Assert.Equal(2, json.GetProperty("strategies").GetArrayLength());
        Assert.Contains("linear-probe", json.GetProperty("verdict").GetString()!, StringComparison.Ordinal);
        Assert.StartsWith("transferlab compare ", json.GetProperty("command").GetString()!, StringComparison.Ordinal);
        foreach (var words in (string[])["--freeze linear-probe,full", "--seeds 2", "--epochs 2", "--augment ", "--views 4"])
            Assert.Contains(words, json.GetProperty("command").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_are_joined_by_merge()
    {
        foreach (var share in (string[])["1/2", "2/2"])
            Assert.Equal(0, (await Compare("--freeze", "linear-probe,partial:1", "--shard", share)).Exit);
        // They worked in one folder; the second found all runs done.
        Assert.True(File.Exists(Path.Combine(_folder["comparison"], "comparison.json")));
        var merged = await CliResult.RunAsync("compare", "--merge", _folder["comparison"], "--json");
        Assert.Equal(0, merged.Exit);
        Assert.Equal(4, merged.Json().GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task What_a_budget_leaves_out_is_said_where_it_happens_and_in_the_table()
    {
        var result = await Compare("--freeze", "linear-probe,partial:1", "--budget", "0.000001");
        Assert.Equal(0, result.Exit);
        Assert.Contains("partial:1 has 0 of 2 seeds: the budget was spent", result.Error, StringComparison.Ordinal);
        foreach (var words in (string[])["partial:1 (not run)", "linear-probe (1 of 2)", "Seeds within the budget: linear-probe 1 of 2; not run: partial:1."])
            Assert.Contains(words, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--freeze", "partial:x", "layer groups")]
    [InlineData(2, "--freeze", "linear-probe,nothing", "no freeze policy 'nothing'")]
    [InlineData(2, "--seeds", "0", "--seeds 0 is out of range")]
    [InlineData(2, "--budget", "1.5", "--budget 1.5 is out of range")]
    [InlineData(2, "--budget", "0", "--budget 0 is out of range")]
    [InlineData(2, "--shard", "3/2", "--shard '3/2'")]
    [InlineData(1, "--resume", "/nowhere/at/all", "--resume takes no")]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_written(int exit, string option, string value, string says)
    {
        var result = await Compare(option, value);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Equal(option == "--resume" ? 2 : exit, result.Exit);
        Assert.False(Directory.Exists(_folder["comparison"]));
    }

    private Task<CliResult> Compare(params string[] more) => CliResult.RunAsync(["compare", _folder["images"], "--backbone", Path.Combine(_folder.Path, "tiny.onnx"), "--normalization", "tf",
        "--output", _folder["comparison"], "--epochs", "2", "--threads", "1", .. more.Contains("--seeds") ? (string[])[] : ["--seeds", "2"], .. more]);
}
