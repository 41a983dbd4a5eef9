using System.Diagnostics;

namespace TransferLab.Runtime.Tests;

public class NativeLibraryTests
{
    [Fact]
    public void Version_is_that_of_the_package()
    {
        var version = new Version(OrtRuntime.Version);
        Assert.Equal((1, 31), (version.Major, version.Minor));
    }

    [Fact]
    public async Task An_application_copied_without_its_libraries_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("transferlab-natives-").FullName;
        try
        {
            // Without the file that says where packages lie, and without the folder 'runtimes': what is left when somebody copies the assemblies alone.
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(f => !f.EndsWith(".deps.json", StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var start = new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                {
                    "exec", Path.Combine(folder, typeof(NativeLibraryTests).Assembly.GetName().Name + ".dll"),
                    "-noColor", "-method", $"{typeof(NativeLibraryTests).FullName}.{nameof(Version_is_that_of_the_package)}",
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var child = Process.Start(start)!;
            var token = TestContext.Current.CancellationToken;
            var errors = child.StandardError.ReadToEndAsync(token);
            var output = await child.StandardOutput.ReadToEndAsync(token) + await errors;
            await child.WaitForExitAsync(token);
            Assert.NotEqual(0, child.ExitCode);
            Assert.Contains(nameof(NativeLibraryException), output, StringComparison.Ordinal);
            Assert.Contains("could not be loaded on", output, StringComparison.Ordinal);
            Assert.Contains("without its 'runtimes' folder", output, StringComparison.Ordinal);
            Assert.DoesNotContain(nameof(TypeInitializationException), output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
