using TransferLab.Backbones.Preparation;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab backbones show</c>: what is inside a backbone and where it can be cut; of one that is not here, what the catalogue says.</summary>
internal static class BackbonesShowCommand
{
    public static Command Create()
    {
        var backbone = Flags.Path("NAME|FILE", "A backbone of the catalogue, a pretrained ONNX file, or a TensorFlow graph or SavedModel folder.");
        var json = CommonFlags.Json();
        var cuts = new Option<bool>("--cuts") { Description = "List every cut point, as --freeze until:VALUE takes them." };
        var flags = new SettingFlags<BackboneOptions>(BackboneSettings.All, new());
        var command = new Command("show",
            "Prints a backbone's input, layer groups, cut points, parameters and multiply-adds; of one that is not here, what the catalogue says.")
        { Arguments = { backbone }, Options = { json, cuts, flags.All } };
        command.SetAction(parsed =>
        {
            var (name, output) = (parsed.GetRequiredValue(backbone), parsed.InvocationConfiguration.Output);
            var catalog = BackboneCatalog.Load();
            if (!File.Exists(name) && catalog.Find(name) is { } entry && BackboneStore.OfUser() is var store && store.Find(entry) is null)
            {
                if (parsed.GetValue(json))
                    output.WriteLine(JsonSerializer.Serialize(CatalogText.ToJson(catalog, entry, store), CliJson.Default.CatalogEntryJson));
                else
                    CatalogText.Write(output, entry, store);
                return ExitCodes.Success;
            }
            var report = BackboneLoader.Describe(catalog.Resolve(name), flags.Read(parsed, new()));
            if (parsed.GetValue(json))
                output.WriteLine(report.ToJson());
            else
            {
                BackboneTable.Write(output, report, parsed.GetValue(cuts));
                if (catalog.FindByHash(report.Spec.Sha256) is { } known)
                    CatalogText.WriteOrigin(output, known);
            }
            return ExitCodes.Success;
        });
        return command;
    }
}
