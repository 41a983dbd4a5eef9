using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using TransferLab.Service;
using TransferLab.Service.Security;

namespace TransferLab.Cli.Commands;

/// <summary><c>transferlab serve</c>: the HTTP host. Flags win over the environment, which wins over the file of <c>--config</c>.</summary>
internal static class ServeCommand
{
    private const double Mebibyte = 1 << 20;
    private static readonly ClassifierHostOptions s_defaults = new();

    private static readonly Argument<string?> s_package = Flags.NotEmpty(new Argument<string?>("PACKAGE")
    {
        Description = "Folder of a classifier package, or of a finished run; may be left out with --models.",
        Arity = ArgumentArity.ZeroOrOne,
    });
    private static readonly Option<string?> s_config = Flags.Path("--config", "FILE",
        "An appsettings.json; its keys, below 'TransferLab', are in docs/serving.md. The environment has them too: TransferLab__Limits__Pixels.");
    private static readonly Option<string?> s_name = Flags.Word("--name", "NAME", $"Name of the model in PACKAGE [default: {s_defaults.Name}].");
    private static readonly Option<string?> s_models =
        Flags.Path("--models", "DIR", "Folder of models, NAME/VERSION/classifier.json, which is watched for new versions.");
    private static readonly Option<string?> s_default = Flags.Word("--default-model", "NAME", "Model that answers where none is named.");
    private static readonly Option<string?> s_urls = Flags.Word("--urls", "URLS",
        $"Addresses to listen on, separated by ';' [default: {s_defaults.Urls}]. Port 0 takes a free one; http://*:5080 listens on every interface.");
    private static readonly Option<int?> s_threads = Flags.Number<int>("--threads",
        $"Threads that share the work on one batch; 0 for all cores [default: {s_defaults.Threads}: cores work on different pictures].");
    private static readonly DeviceFlags s_device = new();
    private static readonly Option<double?> s_largest =
        Flags.Number<double>("--max-request", $"Largest request in MiB [default: {s_defaults.Limits.RequestBytes / Mebibyte}].");
    private static readonly Option<int?> s_batch =
        Flags.Number<int>("--max-batch", $"Most pictures of one run of the model [default: {s_defaults.Batching.MaxBatch}].");
    private static readonly Option<string?> s_keys = Flags.Path("--keys", "FILE", "File of hashed API keys; without it everybody may do everything.");
    private static readonly Option<string?> s_newKey = Flags.Word("--new-key", "NAME=SCOPES",
        "Makes a key with scopes out of predict, train, admin, adds its hash to the file of --keys, prints it on stdout and ends.");
    private static readonly Option<string?> s_runs = Flags.Path("--runs", "DIR", "Folder of runs started over HTTP; without it retraining is off.");
    private static readonly Option<string[]> s_roots =
        new("--images-root") { Description = "Folder below which pictures may lie that a run names by path.", HelpName = "DIR" };

    /// <summary>What the host names by its key in the configuration, and is set by a flag here.</summary>
    private static readonly Dictionary<string, string> s_flags = new()
    {
        ["Package"] = s_package.Name,
        ["Name"] = s_name.Name,
        ["Models"] = s_models.Name,
        ["DefaultModel"] = s_default.Name,
        ["Urls"] = s_urls.Name,
        ["Threads"] = s_threads.Name,
        ["Device"] = s_device.All.First().Name,
        ["Limits:RequestBytes"] = s_largest.Name,
        ["Batching:MaxBatch"] = s_batch.Name,
        ["Security:KeysFile"] = $"{s_keys.Name}; {s_newKey.Name} adds a key",
        ["Retraining:Folder"] = s_runs.Name,
        ["Retraining:ImageRoots"] = s_roots.Name,
    };

    public static Command Create()
    {
        var command = new Command("serve", "Serves classifiers over HTTP: POST /v1/classify, GET /health/live, GET /health/ready.")
        {
            Arguments = { s_package },
            Options = { s_config, s_name, s_models, s_default, s_urls, s_threads, s_device.All, s_largest, s_batch, s_keys, s_newKey, s_runs, s_roots },
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                if (parsed.GetValue(s_newKey) is { } request)
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(NewKey(request, parsed.GetValue(s_keys))).ConfigureAwait(false);
                else
                    await ServeAsync(Read(parsed), parsed.InvocationConfiguration.Error, cancellation).ConfigureAwait(false);
                // Being stopped is how a host ends well; nothing was cut short.
                return ExitCodes.Success;
            }
            catch (HostConfigurationException e)
            {
                throw new UsageException(WithFlags(e));
            }
        });
        return command;
    }

    /// <summary>The message of an error with the flag behind each key that has one.</summary>
    internal static string WithFlags(HostConfigurationException e)
    {
        var message = e.Message;
        foreach (var key in e.Keys)
        {
            // A key of the table, or one of a list: TransferLab:Retraining:ImageRoots:0.
            var flag = s_flags.FirstOrDefault(f => (key + ":").StartsWith($"TransferLab:{f.Key}:", StringComparison.Ordinal)).Value;
            if (flag is not null && message.IndexOf(key, StringComparison.Ordinal) is var at and >= 0)
                message = message.Insert(at + key.Length, $" ({flag})");
        }
        return message;
    }

    private static string NewKey(string request, string? file)
    {
        if (file is null)
            throw new UsageException("--new-key needs --keys FILE, where its hash is kept.");
        if (request.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } scopes])
            throw new UsageException($"--new-key '{request}' is no key: write NAME=SCOPE[,SCOPE], e.g. shop=predict; scopes are predict, train and admin.");
        try
        {
            return ApiKeys.Add(file, name.Trim(), scopes.Split(',', StringSplitOptions.TrimEntries));
        }
        catch (HostConfigurationException e)
        {
            throw new UsageException($"--new-key '{request}': {WithFlags(e)}");
        }
    }

    private static async Task ServeAsync(ClassifierHostOptions options, TextWriter error, CancellationToken cancellation)
    {
        await using var host = ClassifierHost.Create(options);
        try
        {
            await host.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"The host cannot listen on {options.Urls}: {e.Message.TrimEnd('.')}. Choose another address by --urls.", e);
        }
        foreach (var address in host.Urls)
            await error.WriteLineAsync($"Serving {options.Package ?? options.Models} at {address}: POST an image to {address}/v1/classify. Ctrl-C stops.")
                .ConfigureAwait(false);
        await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
    }

    private static ClassifierHostOptions Read(ParseResult parsed)
    {
        var (o, device) = (HostConfiguration.Read(parsed.GetValue(s_config)), s_device.Read(parsed));
        return o with
        {
            Package = parsed.GetValue(s_package) ?? o.Package,
            Name = parsed.GetValue(s_name) ?? o.Name,
            Models = parsed.GetValue(s_models) ?? o.Models,
            DefaultModel = parsed.GetValue(s_default) ?? o.DefaultModel,
            Urls = parsed.GetValue(s_urls) ?? o.Urls,
            Threads = parsed.GetValue(s_threads) ?? o.Threads,
            Device = device?.ToString() ?? o.Device,
            ProviderLibrary = device is null ? o.ProviderLibrary : device.ProviderLibrary,
            Limits = parsed.GetValue(s_largest) switch
            {
                null => o.Limits,
                >= 0.001 and < 2047 and var size => o.Limits with
                {
                    RequestBytes = (long)(size * Mebibyte),
                    BufferedBytes = Math.Max(o.Limits.BufferedBytes, (long)(size * Mebibyte)),
                },
                var size => throw new UsageException($"--max-request {size} is out of range: 0.001 to below 2047 MiB."),
            },
            Batching = o.Batching with { MaxBatch = parsed.GetValue(s_batch) ?? o.Batching.MaxBatch },
            Security = o.Security with { KeysFile = parsed.GetValue(s_keys) ?? o.Security.KeysFile },
            Retraining = o.Retraining with
            {
                Folder = parsed.GetValue(s_runs) ?? o.Retraining.Folder,
                ImageRoots = parsed.GetValue(s_roots) is { Length: > 0 } roots ? roots : o.Retraining.ImageRoots,
            },
        };
    }
}
