using System.CommandLine;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab backbones</c>: the catalogue, and what is inside a backbone.</summary>
internal static class BackbonesCommand
{
    public static Command Create()
    {
        var command = new Command("backbones", "Lists, downloads, converts and looks into pretrained backbones.");
        command.Subcommands.Add(BackbonesListCommand.Create());
        command.Subcommands.Add(BackbonesShowCommand.Create());
        command.Subcommands.Add(BackbonesPullCommand.Create());
        command.Subcommands.Add(BackbonesConvertCommand.Create());
        return command;
    }
}
