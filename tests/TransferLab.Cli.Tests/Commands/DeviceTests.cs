using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

/// <summary>Devices as a user meets them on a machine and with a build that has none but the CPU.</summary>
public sealed class DeviceTests(TrainedPackage trained) : IClassFixture<TrainedPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Each as far as it would be done at once.
    private string[] Command(string name) => name switch
    {
        "predict" => ["predict", trained.Package, trained.Image],
        "evaluate" => ["evaluate", trained.Package, trained.Images, "--bootstrap", "0"],
        "explain" => ["explain", trained.Package, trained.Image, "-o", _folder["heat"]],
        "serve" => ["serve", trained.Package, "--urls", "http://127.0.0.1:0"],
        _ => [name, TinyImages.WriteFolders(_folder["images"], 4), "--backbone", TinyBackbone.Write(_folder.Path), "--normalization", "unit", "--output", _folder["run"], "--epochs", "1", "--feature-cache", "none"],
    };

    [Theory]
    [InlineData("train")]
    [InlineData("compare")]
    [InlineData("cross-validate")]
    [InlineData("predict")]
    [InlineData("evaluate")]
    [InlineData("explain")]
    [InlineData("serve")]
    public async Task A_device_that_is_not_there_is_one_message_before_any_work(string command)
    {
        Assert.SkipWhen(OrtRuntime.AvailableProviders.Contains("CUDAExecutionProvider"), "this build may have a CUDA device");
        var result = await CliResult.RunAsync([.. Command(command), "--device", "cuda"]);
        Assert.Equal(ExitCodes.Usage, result.Exit);
        Assert.Equal("", result.Output);
        var line = Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("transferlab: The device 'cuda' cannot be used: this build has ONNX Runtime", line, StringComparison.Ordinal);
        Assert.Contains("-p:Accelerator=cuda", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]) || Directory.Exists(_folder["heat"]), "something was written");
    }

    [Theory]
    [InlineData("train")]
    [InlineData("predict")]
    [InlineData("evaluate")]
    [InlineData("explain")]
    public async Task Auto_is_the_cpu_where_there_is_nothing_else_and_says_so_in_one_line(string command)
    {
        Assert.SkipWhen(ComputeDevice.Auto.Resolve() != ComputeDevice.Cpu, "this machine has a device");
        var result = await CliResult.RunAsync([.. Command(command), "--device", "auto"]);
        Assert.True(result.Exit == ExitCodes.Success, result.Error);
        var line = Assert.Single(result.Error.Split('\n'), l => l.Contains("device", StringComparison.Ordinal));
        Assert.Contains("The device auto is the cpu here: The device 'cuda' cannot be used", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "'cuda:x' is no device", "--device", "cuda:x")]
    [InlineData("predict", "'tpu' is no device", "--device", "tpu")]
    [InlineData("serve", "'tpu' is no device", "--device", "tpu")]
    [InlineData("evaluate", "leave one of them out", "--device", "cpu", "--provider-library", "some.so")]
    [InlineData("explain", "missing.so' does not exist", "--provider-library", "missing.so")]
    [InlineData("train", "missing.so' does not exist", "--provider-library", "missing.so", "--device", "npu:1")]
    [InlineData("serve", "missing.so' does not exist", "--provider-library", "missing.so")]
    public async Task What_is_no_device_is_a_mistake_of_the_command_line(string command, string words, params string[] flags)
    {
        var result = await CliResult.RunAsync([.. Command(command), .. flags]);
        Assert.Equal(ExitCodes.Usage, result.Exit);
        Assert.Contains(words, Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]), "something was written");
    }

    [Fact]
    public async Task A_resumed_run_may_be_given_another_device_and_nothing_else()
    {
        var train = await CliResult.RunAsync(Command("train"));
        Assert.True(train.Exit == ExitCodes.Success, train.Error);
        var onCpu = await CliResult.RunAsync("train", "--resume", _folder["run"], "--device", "cpu");
        Assert.True(onCpu.Exit == ExitCodes.Success, onCpu.Error);
        Assert.SkipWhen(OrtRuntime.AvailableProviders.Contains("CUDAExecutionProvider"), "this build may have a CUDA device");
        var config = await File.ReadAllTextAsync(Path.Combine(_folder["run"], "config.json"), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Usage, (await CliResult.RunAsync("train", "--resume", _folder["run"], "--device", "cuda")).Exit);
        Assert.Equal(config, await File.ReadAllTextAsync(Path.Combine(_folder["run"], "config.json"), TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Usage, (await CliResult.RunAsync("train", "--resume", _folder["run"], "--threads", "1")).Exit);
    }
}
