using System.Runtime.InteropServices;
using TransferLab.Cli.Commands;

namespace TransferLab.Cli;

/// <summary>The <c>transferlab</c> command: its sub-commands, how errors are reported, and what Ctrl-C does.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Fine-tunes pretrained image backbones on a folder of pictures, and serves the result. No Python anywhere.");
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(CompareCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(DataCommand.Create());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(CrossValidateCommand.Create());
        root.Subcommands.Add(PredictCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(AugmentCommand.Create());
        root.Subcommands.Add(BackbonesCommand.Create());
        root.Subcommands.Add(ServeCommand.Create());
        return root;
    }

    /// <summary>Parses and runs a command line; the exit code is one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        using var interrupt = new CancellationTokenSource();
        using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Interrupt(c, interrupt));
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Interrupt(c, interrupt));
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync($"transferlab: {problem.Message}").ConfigureAwait(false);
            var path = string.Join(' ', CommandPath(parsed.CommandResult.Command));
            await error.WriteLineAsync($"Try 'transferlab {path} --help'.".Replace("  ", " ", StringComparison.Ordinal)).ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interrupt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (UserErrors.IsExpected(e))
        {
            await error.WriteLineAsync($"transferlab: {UserErrors.Describe(e)}").ConfigureAwait(false);
            return UserErrors.IsUsage(e) ? ExitCodes.Usage : ExitCodes.Failed;
        }
#pragma warning disable CA1031 // The last line of defence: what arrives here is a defect, and is reported as one instead of aborting the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await error.WriteLineAsync($"transferlab: this is a defect of TransferLab, not of your input. Please report it with these lines:\n{e}")
                .ConfigureAwait(false);
            return ExitCodes.Defect;
        }
    }

    private static void Interrupt(PosixSignalContext context, CancellationTokenSource interrupt)
    {
        // The first signal asks the work to stop at a checkpoint; a second one ends the process the ordinary way.
        if (interrupt.IsCancellationRequested)
            return;
        context.Cancel = true;
        interrupt.Cancel();
    }

    private static IEnumerable<string> CommandPath(Command command) =>
        command is RootCommand ? [] : command.Parents.OfType<Command>().SelectMany(CommandPath).Append(command.Name);
}
