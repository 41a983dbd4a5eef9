using TransferLab.Testing;

namespace TransferLab.Cli.Tests.Commands;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("TransferLab:Package (PACKAGE) = (nothing): ", "TransferLab:Models (--models)")]
    [InlineData("TransferLab:Models (--models) = no-folder: ", "", "--models", "no-folder")]
    [InlineData("TransferLab:Name (--name) = ../x: ", "", "p", "--name", "../x")]
    [InlineData("TransferLab:Batching:MaxBatch (--max-batch) = 0: ", "1 to 256", "p", "--max-batch", "0")]
    [InlineData("TransferLab:Retraining:ImageRoots:0 (--images-root) = no-folder: ", "", "p", "--images-root", "no-folder")]
    [InlineData("TransferLab:Security:KeysFile (--keys; --new-key adds a key) = missing.json: ", "", "p", "--keys", "missing.json")]
    public async Task What_the_host_says_of_a_key_is_followed_by_the_flag_that_sets_it(string begins, string contains, params string[] arguments)
    {
        var result = await CliResult.RunAsync(["serve", .. arguments]);
        Assert.Equal((ExitCodes.Usage, ""), (result.Exit, result.Output));
        Assert.StartsWith("transferlab: " + begins, result.Error, StringComparison.Ordinal);
        Assert.Contains(contains, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "NAME=SCOPE")]
    [InlineData("=predict", "NAME=SCOPE")]
    [InlineData("shop=", "NAME=SCOPE")]
    [InlineData("shop=everything", "predict, train, admin")]
    [InlineData(" =predict", "a name")]
    public async Task A_key_that_makes_no_sense_is_not_made(string request, string says)
    {
        var result = await CliResult.RunAsync("serve", "--new-key", request, "--keys", _folder["keys.json"]);
        Assert.Equal((ExitCodes.Usage, ""), (result.Exit, result.Output));
        Assert.StartsWith($"transferlab: --new-key '{request}'", result.Error, StringComparison.Ordinal);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["keys.json"]));
    }

    [Fact]
    public async Task A_key_is_printed_once_and_its_name_taken_once()
    {
        var first = await CliResult.RunAsync("serve", "--new-key", "shop=predict, train", "--keys", _folder["keys.json"]);
        Assert.Equal((ExitCodes.Success, ""), (first.Exit, first.Error));
        Assert.StartsWith("tlk_", first.Output, StringComparison.Ordinal);
        var stored = await File.ReadAllTextAsync(_folder["keys.json"], TestContext.Current.CancellationToken);
        Assert.Contains("\"train\"", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Output.Trim(), stored, StringComparison.Ordinal);
        var second = await CliResult.RunAsync("serve", "--new-key", "shop=admin", "--keys", _folder["keys.json"]);
        Assert.Equal(ExitCodes.Usage, second.Exit);
        Assert.Contains("'shop' already", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_without_a_file_and_a_missing_configuration_are_said()
    {
        Assert.Contains("--new-key needs --keys", (await CliResult.RunAsync("serve", "--new-key", "shop=predict")).Error, StringComparison.Ordinal);
        var result = await CliResult.RunAsync("serve", "--config", "missing.json");
        Assert.Equal(ExitCodes.Usage, result.Exit);
        Assert.Contains("'missing.json' does not exist", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
