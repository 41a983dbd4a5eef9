using System.CommandLine;
using Microsoft.Extensions.Hosting;
using TransferLab.Service.Hosting;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab serve</c>: the HTTP host.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "Folder of a classifier package, or of a run." };
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, separated by ';'.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var command = new Command("serve", "Serves a classifier over HTTP: POST /v1/classify.") { Arguments = { package }, Options = { urls } };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = ClassifierHost.Create(new ClassifierHostOptions { Package = parsed.GetRequiredValue(package), Urls = parsed.GetRequiredValue(urls) });
            await host.StartAsync(cancellation).ConfigureAwait(false);
            foreach (var address in host.Urls)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"Serving {parsed.GetRequiredValue(package)} at {address} (POST {address}/v1/classify). Ctrl-C stops.").ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }
}
