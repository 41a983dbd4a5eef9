using System.CommandLine;
using TransferLab.Backbones;
using TransferLab.Cli.Output;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab backbones show</c>: what is inside a backbone and where it can be cut.</summary>
internal static class BackbonesCommand
{
    public static Command Create()
    {
        var command = new Command("backbones", "Looks into pretrained backbones.");
        command.Subcommands.Add(Show());
        return command;
    }

    private static Command Show()
    {
        var file = Flags.Path("FILE", "The pretrained ONNX file.");
        var json = CommonFlags.Json();
        var cuts = new Option<bool>("--cuts") { Description = "List every cut point, as --freeze until:VALUE takes them." };
        var flags = new BackboneFlags();
        var command = new Command("show", "Prints a backbone's input, layer groups, cut points, parameters and multiply-adds.");
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.Options.Add(cuts);
        foreach (var option in flags.All)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var report = BackboneReport.Of(Backbone.Load(parsed.GetRequiredValue(file), flags.Read(parsed)));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(report.ToJson());
            else
                BackboneTable.Write(output, report, parsed.GetValue(cuts));
            return ExitCodes.Success;
        });
        return command;
    }
}
