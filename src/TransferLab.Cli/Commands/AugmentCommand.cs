using System.CommandLine;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab augment</c>: what training images look like.</summary>
internal static class AugmentCommand
{
    public static Command Create()
    {
        var command = new Command("augment", "Shows how training images are varied.");
        command.Subcommands.Add(AugmentPreviewCommand.Create());
        return command;
    }
}
