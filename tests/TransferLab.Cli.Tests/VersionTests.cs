using TransferLab.Files;

namespace TransferLab.Cli.Tests;

public class VersionTests
{
    [Fact]
    public async Task The_command_has_the_version_of_the_library_and_says_from_which_commit_it_was_built()
    {
        using var command = CliProcess.Start("--version");
        var result = await command.EndAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, EnvironmentInfo.Current().TransferLab), (result.Exit, result.Output.TrimEnd('\n')));
    }
}
