using System.Diagnostics;
using TransferLab.Testing;

namespace TransferLab.Natives.Tests;

/// <summary>Runs targets of the Natives project, as a build would.</summary>
internal static class Build
{
    public static string Project { get; } = Path.Combine(RepositoryRoot.Path, "src", "TransferLab.Natives", "TransferLab.Natives.csproj");

    /// <summary>Starts <c>dotnet msbuild</c> on the project; the result is its exit code and all it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["msbuild", Project, "-nodeReuse:false", "-nologo", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var errors = process.StandardError.ReadToEndAsync(token);
        var output = await process.StandardOutput.ReadToEndAsync(token) + await errors;
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output);
    }
}
