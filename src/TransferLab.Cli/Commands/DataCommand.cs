using System.CommandLine;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab data</c>: what is to be known of a folder of pictures.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Looks through folders of labelled pictures.");
        command.Subcommands.Add(DataCheckCommand.Create());
        return command;
    }
}
