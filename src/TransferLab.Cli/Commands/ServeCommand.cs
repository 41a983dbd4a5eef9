using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using TransferLab.Service.Hosting;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab serve</c>: the HTTP host.</summary>
internal static class ServeCommand
{
    private const double Mebibyte = 1 << 20;
    private static readonly ClassifierHostOptions s_defaults = new() { Package = "" };

    public static Command Create()
    {
        var package = CommonFlags.Package();
        var urls = Flags.Word("--urls", "URLS", "Addresses to listen on, separated by ';'. Port 0 takes a free one; http://*:5080 listens on every interface.", s_defaults.Urls);
        var threads = CommonFlags.Threads();
        var largest = Flags.Number<double>("--max-request", "Largest request in MiB.", s_defaults.MaxRequestBytes / Mebibyte);
        var command = new Command("serve", "Serves a classifier over HTTP: POST /v1/classify, GET /health/live, GET /health/ready.") { Arguments = { package }, Options = { urls, threads, largest } };
        command.SetAction(async (parsed, cancellation) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            await using var host = ClassifierHost.Create(new ClassifierHostOptions
            {
                Package = parsed.GetRequiredValue(package),
                Urls = parsed.GetValue(urls)!,
                Threads = CommonFlags.ReadThreads(parsed, threads),
                MaxRequestBytes = parsed.GetValue(largest) is { } size and >= 0.001 and < 2047
                    ? (long)(size * Mebibyte)
                    : throw new UsageException($"--max-request {parsed.GetValue(largest)} is out of range: 0.001 to below 2047 MiB."),
            });
            try
            {
                await host.StartAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                throw new IOException($"The host cannot listen on {parsed.GetValue(urls)}: {e.Message.TrimEnd('.')}. Choose another address by --urls.", e);
            }
            foreach (var address in host.Urls)
                await error.WriteLineAsync($"Serving {parsed.GetRequiredValue(package)} at {address}: POST an image to {address}/v1/classify. Ctrl-C stops.").ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            // Being stopped is how a host ends well; nothing was cut short.
            return ExitCodes.Success;
        });
        return command;
    }
}
