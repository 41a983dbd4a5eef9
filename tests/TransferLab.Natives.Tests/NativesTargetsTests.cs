using System.Text.Json;

namespace TransferLab.Natives.Tests;

/// <summary>What Natives.targets does and says, seen from outside.</summary>
public sealed class NativesTargetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("transferlab-natives-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_unknown_source_is_an_error_that_names_the_known_ones()
    {
        var (exitCode, output) = await Build.RunAsync("-t:CheckNativesSource", "-p:Natives=bogus");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error TLN001: -p:Natives=bogus is not known: use npm (default), nuget or none.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_platform_is_an_error_that_names_the_known_ones()
    {
        var (exitCode, output) = await Build.RunAsync("-t:CheckNativesSource", "-p:NativesRid=beos-x64");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error TLN002: No native libraries are known for the platform 'beos-x64'. Known: linux-x64", output, StringComparison.Ordinal);
        Assert.Equal(0, (await Build.RunAsync("-t:CheckNativesSource", "-p:NativesRid=beos-x64", "-p:Natives=none")).ExitCode);
    }

    [Fact]
    public async Task A_missing_npm_is_an_error_that_says_what_to_install()
    {
        var (exitCode, output) = await Build.RunAsync("-t:PlaceNatives", $"-p:NativesFolder={_folder}/", "-p:NpmCommand=no-such-npm");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error TLN003: ", output, StringComparison.Ordinal);
        Assert.Contains("Install Node.js", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "lib*"));
    }

    [Fact]
    public async Task A_failing_npm_is_an_error_with_its_words()
    {
        var (exitCode, output) = await Build.RunAsync("-t:PlaceNatives", $"-p:NativesFolder={_folder}/", $"-p:NpmCommand={Npm("echo ECONNREFUSED 1>&2; exit 7")}");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error TLN003: npm could not restore the native libraries (exit code 7)", output, StringComparison.Ordinal);
        Assert.Contains("npm said: ECONNREFUSED", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "lib*"));
    }

    [Fact]
    public async Task A_package_without_the_file_is_an_error_that_names_the_file()
    {
        var (exitCode, output) = await Build.RunAsync(
            "-t:PlaceNatives", "-p:NativesRid=linux-x64", $"-p:NativesFolder={_folder}/", $"-p:NpmCommand={Npm(Unpack("onnxruntime-node/bin/napi-v6/linux/x64", "libonnxruntime.so.1"))}");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error TLN004: libvips-cpp.so.8.18.7 is missing after npm ci", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Builds_at_the_same_time_each_get_whole_files()
    {
        var npm = Npm(Unpack("onnxruntime-node/bin/napi-v6/linux/x64", "libonnxruntime.so.1") + "; sleep 1; " + Unpack("@img/sharp-libvips-linux-x64/lib", "libvips-cpp.so.8.18.7"));
        string[] arguments = ["-t:PlaceNatives", "-p:NativesRid=linux-x64", $"-p:NativesFolder={_folder}/natives/", $"-p:NpmCommand={npm}"];
        var builds = await Task.WhenAll(Build.RunAsync(arguments), Build.RunAsync(arguments));
        Assert.All(builds, b => Assert.True(b.ExitCode == 0, b.Output));
        Assert.Equal("whole libonnxruntime.so.1\n", File.ReadAllText(Path.Combine(_folder, "natives", "libonnxruntime.so.1")));
        Assert.Equal("whole libvips-cpp.so.8.18.7\n", File.ReadAllText(Path.Combine(_folder, "natives", "libvips-cpp.so.8.18.7")));

        var (exitCode, again) = await Build.RunAsync([.. arguments[..^1], "-p:NpmCommand=no-such-npm"]);
        Assert.True(exitCode == 0, again);
    }

    [Theory]
    [InlineData("Microsoft.ML.OnnxRuntime")]
    [InlineData("Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("Microsoft.ML.OnnxRuntime.DirectML")]
    public async Task The_nuget_source_references_the_package_at_a_pinned_version_instead_of_the_npm_file(string package)
    {
        var (exitCode, output) = await Build.RunAsync(
            "-getItem:PackageReference,PackageVersion,NativeFile", "-p:Natives=nuget", $"-p:OrtNuGetPackage={package}", "-p:OrtNuGetVersion=1.99.1");
        Assert.True(exitCode == 0, output);
        using var items = JsonDocument.Parse(output);
        string[] Values(string item, string metadata) =>
            [.. items.RootElement.GetProperty("Items").GetProperty(item).EnumerateArray().Select(i => i.GetProperty(metadata).GetString()!)];
        Assert.Equal([package], Values("PackageReference", "Identity"));
        var pinned = items.RootElement.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray().Single(v => v.GetProperty("Identity").GetString() == package);
        Assert.Equal("1.99.1", pinned.GetProperty("Version").GetString());
        Assert.Contains("vips", Assert.Single(Values("NativeFile", "Filename")), StringComparison.Ordinal);
    }

    // Stands for npm at the boundary of the process: the real one takes most of a minute.
    private string Npm(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for npm is a shell script");
        var path = Path.Combine(_folder, "npm.sh");
        Directory.CreateDirectory(_folder);
        File.WriteAllText(path, script + "\n");
        return $"sh {path}";
    }

    private static string Unpack(string folder, string file) =>
        $"mkdir -p node_modules/{folder}; printf whole > node_modules/{folder}/{file}; sleep 0.3; printf ' {file}\\n' >> node_modules/{folder}/{file}";
}
