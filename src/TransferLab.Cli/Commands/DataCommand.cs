namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab data</c>: what is to be known of a folder of pictures.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Looks through labelled pictures: what is wrong with a folder, and which labels a run doubts.");
        command.Subcommands.Add(DataCheckCommand.Create());
        command.Subcommands.Add(DataHintsCommand.Create());
        return command;
    }
}
