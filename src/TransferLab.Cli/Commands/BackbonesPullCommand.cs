namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab backbones pull</c>: downloads backbones of the catalogue.</summary>
internal static class BackbonesPullCommand
{
    private static readonly BackboneDownloadOptions s_defaults = new();

    public static Command Create()
    {
        var names = Flags.NotEmpty(new Argument<string[]>("NAME") { Description = "Backbones of the catalogue.", Arity = ArgumentArity.OneOrMore });
        var mirror = Flags.Word("--mirror", "URL", "Download from a copy: an address that takes the place of the catalogue's download base. "
            + "Packages come from the configured NuGet sources all the same.");
        var proxy = Flags.Word("--proxy", "URL", "Download through a proxy; default that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.");
        var force = new Option<bool>("--force") { Description = "Download even what is here already." };
        var idle = Flags.Number<double>("--idle-timeout", "Seconds of silence after which a connection counts as broken.", s_defaults.IdleTimeout.TotalSeconds);
        var retries = Flags.Number<int>("--retries", "How often in a row a broken download is taken up again.", s_defaults.Retries);
        var json = CommonFlags.Json();
        var command = new Command("pull", "Downloads backbones of the catalogue and checks their SHA-256; a broken download goes on where it was.")
        {
            Arguments = { names },
            Options = { mirror, proxy, force, idle, retries, json },
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var options = new BackboneDownloadOptions
            {
                Mirror = Address("--mirror", parsed.GetValue(mirror)),
                Proxy = Address("--proxy", parsed.GetValue(proxy)),
                Force = parsed.GetValue(force),
                IdleTimeout = parsed.GetValue(idle) is { } seconds and > 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds)
                    : throw new UsageException($"--idle-timeout {parsed.GetValue(idle)} is out of range: above 0, at most 86400 seconds."),
                Retries = parsed.GetValue(retries)!.Value,
            };
            var catalog = BackboneCatalog.Load();
            // A misspelt name is found out before the first download, not after it.
            CatalogEntry[] entries = [.. parsed.GetRequiredValue(names).Select(catalog.Get).Distinct()];
            using var download = new BackboneDownload(BackboneStore.OfUser(), options);
            var pulled = new List<PulledJson>();
            try
            {
                await PullRenderer.Create(error).RunAsync(async report =>
                {
                    foreach (var entry in entries)
                    {
                        var pull = await download.PullAsync(entry, report, cancellation).ConfigureAwait(false);
                        pulled.Add(new(entry.Name, pull.Path, entry.Bytes, entry.Sha256, pull.Downloaded));
                    }
                }).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await error.WriteLineAsync(
                    "Stopped. What came from an address is kept, and the same command goes on from there; "
                    + "a package comes whole or not at all.").ConfigureAwait(false);
                throw;
            }
            finally
            {
                // What came before a failure is here for good.
                if (!parsed.GetValue(json))
                    foreach (var pull in pulled)
                        await output.WriteLineAsync(pull.Path).ConfigureAwait(false);
            }
            if (parsed.GetValue(json))
                await output.WriteLineAsync(JsonSerializer.Serialize(new PullJson(pulled), CliJson.Default.PullJson)).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Uri? Address(string option, string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address
        : throw new UsageException($"{option} '{text}' is not an address; write e.g. {option} http://files.example.org:8080/.");
}
