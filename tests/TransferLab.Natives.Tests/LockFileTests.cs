using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TransferLab.Natives.Tests;

public sealed partial class LockFileTests : IDisposable
{
    private static readonly string s_folder = Path.GetDirectoryName(Build.Project)!;
    private readonly JsonDocument _lock = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "package-lock.json")));
    private readonly XDocument _targets = XDocument.Load(Path.Combine(s_folder, "Natives.targets"));

    private Dictionary<string, JsonElement> Packages => _lock.RootElement.GetProperty("packages").EnumerateObject()
        .Where(p => p.Name.Length > 0).ToDictionary(p => p.Name["node_modules/".Length..], p => p.Value);

    public void Dispose() => _lock.Dispose();

    [Fact]
    public void Every_package_is_pinned_by_hash_and_tied_to_no_address()
    {
        Assert.NotEmpty(Packages);
        foreach (var (name, package) in Packages)
        {
            Assert.True(package.TryGetProperty("integrity", out var hash) && hash.GetString()!.StartsWith("sha512-", StringComparison.Ordinal), name);
            Assert.False(package.TryGetProperty("resolved", out _), $"{name} is tied to one registry; write the lock file with the .npmrc beside it");
        }
    }

    [Fact]
    public void Every_file_to_place_comes_from_a_locked_package_of_its_version_and_platform()
    {
        var platforms = _targets.Descendants("PropertyGroup").Where(g => g.Element("NpmOs") is not null).ToList();
        Assert.Equal(4, platforms.Count);
        foreach (var platform in platforms)
        {
            var ort = platform.Element("OrtNative")!.Value;
            var ortVersion = Packages[PackageOf(ort)].GetProperty("version").GetString()!;
            if (VersionInName().Match(Path.GetFileName(ort)) is { Success: true } named)
                Assert.Equal(ortVersion, named.Value);
            Assert.Contains($"/{platform.Element("NpmOs")!.Value}/{platform.Element("NpmCpu")!.Value}/", ort, StringComparison.Ordinal);

            var vips = Packages[PackageOf(platform.Element("VipsNative")!.Value)];
            Assert.Equal(platform.Element("NpmOs")!.Value, vips.GetProperty("os")[0].GetString());
            Assert.Equal(platform.Element("NpmCpu")!.Value, vips.GetProperty("cpu")[0].GetString());
        }
    }

    [Fact]
    public void The_packages_of_libvips_have_one_version_on_every_platform()
    {
        var files = _targets.Descendants("VipsNative").Select(e => e.Value).ToList();
        Assert.Single(files.Select(f => VersionInName().Match(Path.GetFileName(f))).Where(m => m.Success).Select(m => m.Value).Distinct());
        Assert.Single(files.Select(PackageOf).Where(p => p.Contains("libvips", StringComparison.Ordinal)).Select(p => Packages[p].GetProperty("version").GetString()).Distinct());
    }

    private static string PackageOf(string file) => string.Join('/', file.Split('/').Take(file.StartsWith('@') ? 2 : 1));

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex VersionInName();
}
