using System.Text.Json;

namespace TransferLab.Cli.Tests;

/// <summary>What a command printed and returned.</summary>
internal sealed record CliResult(int Exit, string Output, string Error)
{
    /// <summary>The one JSON object on stdout; fails where there is anything else.</summary>
    public JsonElement Json()
    {
        Assert.Single(Output.TrimEnd('\n').Split('\n'));
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    public static string[] Names(JsonElement o) => [.. o.EnumerateObject().Select(p => p.Name)];

    /// <summary>Runs the command line inside this process.</summary>
    public static async Task<CliResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = await CommandLine.RunAsync(args, output, error);
        return new(exit, output.ToString(), error.ToString());
    }
}
