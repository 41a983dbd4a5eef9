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

/// <summary><c>transferlab backbones list</c>: the catalogue, and which of its files are here.</summary>
internal static class BackbonesListCommand
{
    public static Command Create()
    {
        var json = CommonFlags.Json();
        var command = new Command("list", "Lists the backbones of the catalogue, and which are on this machine.") { Options = { json } };
        command.SetAction(parsed =>
        {
            var (catalog, store) = (BackboneCatalog.Load(), BackboneStore.OfUser());
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(CatalogText.ToJson(catalog, store), CliJson.Default.CatalogJson));
            else
                CatalogText.Write(output, catalog, store);
            return ExitCodes.Success;
        });
        return command;
    }
}
