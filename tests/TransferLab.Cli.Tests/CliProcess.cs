using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TransferLab.Cli.Tests;

/// <summary>The built command as a process of its own, for what only processes have: signals and exit codes.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private CliProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, e) => Append(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Append(_error, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the command. Linux only: env undoes an ignored SIGINT, which background jobs of a shell hand down to their children.</summary>
    public static CliProcess Start(params string[] args) => Start([], args);

    /// <summary>Starts the command with environment variables of its own.</summary>
    /// <param name="environment">As <c>NAME=value</c>.</param>
    /// <param name="args">Its arguments.</param>
    public static CliProcess Start(IEnumerable<string> environment, string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent by Linux tools");
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var arg in (string[])["--default-signal=INT,TERM", .. environment, "dotnet", Path.Combine(AppContext.BaseDirectory, "TransferLab.Cli.dll"), .. args])
            start.ArgumentList.Add(arg);
        return new(new Process { StartInfo = start });
    }

    /// <summary>Waits until something is on stderr.</summary>
    public async Task WaitForErrorAsync(string text, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (!Error.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"ended with {(_process.HasExited ? _process.ExitCode : 0)} before it said '{text}':\n{Error}");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"did not say '{text}' within a minute:\n{Error}");
            await Task.Delay(2, cancellation);
        }
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Kill() => _process.Kill();

    public async Task<CliResult> EndAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(limit.Token);
        lock (_output)
            return new(_process.ExitCode, _output.ToString(), Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is null)
            return;
        lock (to)
            to.Append(line).Append('\n');
    }
}
