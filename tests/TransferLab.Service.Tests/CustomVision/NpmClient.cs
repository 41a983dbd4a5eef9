using System.Diagnostics;
using TransferLab.Testing;

namespace TransferLab.Service.Tests.CustomVision;

/// <summary>Drives the client that Microsoft publishes on npm, restored by its lock file beside this one.</summary>
internal static class NpmClient
{
    private static readonly Lazy<string?> s_problem = new(Restore);

    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "TransferLab.Service.Tests", "CustomVision", "client");

    /// <summary>What the client got from every call, as JSON; skips the running test where npm cannot restore it.</summary>
    public static async Task<string> RunAsync(Uri address, byte[] image, string url, CancellationToken cancellation)
    {
        Assert.SkipWhen(s_problem.Value is not null, $"needs node and npm, and the client from npm: {s_problem.Value}");
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])["predict.js", address.ToString().TrimEnd('/'), url])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(image, cancellation);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    private static string? Restore()
    {
        try
        {
            if (File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
                return null;
            var start = new ProcessStartInfo("npm") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            _ = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Result;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
