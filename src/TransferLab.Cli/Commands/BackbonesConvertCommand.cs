using TransferLab.Backbones.Preparation;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab backbones convert</c>: a TensorFlow model as an ONNX file.</summary>
internal static class BackbonesConvertCommand
{
    public static Command Create()
    {
        var model = Flags.Path("MODEL", "A frozen TensorFlow graph (.pb, .pbtxt) or a SavedModel folder.");
        var output = Flags.Path("--output", "FILE", "The ONNX file to write; overwritten.", "-o");
        output.Required = true;
        var json = CommonFlags.Json();
        var flags = new SettingFlags<BackboneOptions>(BackboneSettings.All, new());
        var command = new Command("convert", "Converts a TensorFlow model to an ONNX file, and prints its inputs, outputs, features and layer groups.")
        {
            Arguments = { model },
            Options = { output, json, flags.All },
        };
        command.SetAction(parsed =>
        {
            var conversion = BackboneConversion.Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(output)!, flags.Read(parsed, new()));
            var writer = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                writer.WriteLine(JsonSerializer.Serialize(ConversionText.ToJson(conversion), CliJson.Default.ConversionJson));
            else
                ConversionText.Write(writer, conversion);
            return ExitCodes.Success;
        });
        return command;
    }
}
