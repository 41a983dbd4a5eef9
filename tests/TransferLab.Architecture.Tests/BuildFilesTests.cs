using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TransferLab.Architecture.Tests;

/// <summary>Solution, package versions, lock files, line ends.</summary>
public partial class BuildFilesTests
{
    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("TransferLab.sln");
        // The ML.NET bridge needs packages that not every registry has, so it has a solution of its own.
        Findings.None(Repository.Projects.Where(p => !p.Contains("TransferLab.MLNet", StringComparison.Ordinal)
            && !solution.Contains($"\"{p.Replace('/', '\\')}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_solution_names_only_projects_that_exist() =>
        Findings.None(SolutionProject().Matches(Repository.Read("TransferLab.sln")).Select(m => m.Groups["path"].Value.Replace('\\', '/')).Except(Repository.Projects));

    [Fact]
    public void Package_versions_are_stated_centrally_and_only_there()
    {
        var file = Repository.Xml("Directory.Packages.props");
        var central = file.Descendants("PackageVersion").ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!);
        // A version that the command line may replace is a property whose default stands in the same file.
        var defaults = file.Descendants("PropertyGroup").Elements().ToDictionary(e => $"$({e.Name.LocalName})", e => e.Value);
        Assert.All(central, p => Assert.Matches(@"^\d+(\.\d+)+(-[\w.]+)?$", defaults.GetValueOrDefault(p.Value, p.Value)));
        foreach (var (project, reference) in References())
        {
            var name = (string)reference.Attribute("Include")!;
            Assert.True(reference.Attribute("Version") is null && reference.Attribute("VersionOverride") is null, $"{project} states a version of {name}");
            Assert.True(name.StartsWith("$(", StringComparison.Ordinal) || central.ContainsKey(name), $"{project} references {name}, which Directory.Packages.props does not list");
        }
    }

    [Fact]
    public void Versions_of_packages_that_are_only_downloaded_are_central_properties()
    {
        var properties = Repository.Xml("Directory.Packages.props").Descendants("PropertyGroup").Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
        var downloads = Repository.Files.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets").SelectMany(f => Repository.Xml(f).Descendants("PackageDownload").Select(d => (f, d))).ToList();
        Assert.NotEmpty(downloads);
        foreach (var (file, download) in downloads)
        {
            // NuGet takes no versions of its own for these, only one in brackets.
            var version = (string)download.Attribute("Version")!;
            Assert.Matches(@"^\[\$\(\w+\)\]$", version);
            Assert.True(properties.TryGetValue(version[3..^2], out var number), $"{file} names {version}, which Directory.Packages.props does not set");
            Assert.Matches(@"^\d+(\.\d+)+(-[\w.]+)?$", number);
        }
    }

    [Fact]
    public void Lock_files_do_not_say_where_packages_came_from()
    {
        var locks = Repository.Files.Where(f => Path.GetFileName(f) is "package-lock.json" or "packages.lock.json").ToArray();
        Assert.NotEmpty(locks);
        Assert.All(locks, f => Assert.DoesNotMatch("\"resolved\": \"http", Repository.Read(f)));
    }

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() =>
        Findings.None(Repository.TextFiles.Where(f => RegistryHost().IsMatch(Repository.Read(f))));

    [Fact]
    public void Text_files_end_their_lines_with_a_line_feed() =>
        Findings.None(Repository.TextFiles.Where(f => Repository.Read(f).Contains('\r', StringComparison.Ordinal)));

    [Fact]
    public void Warnings_are_errors_and_none_is_switched_off_for_a_whole_project()
    {
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Repository.Read("Directory.Build.props"), StringComparison.Ordinal);
        // TransferLab.Natives compiles nothing, which the compiler warns of.
        Findings.None(Repository.Files.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets" && !f.StartsWith("src/TransferLab.Natives/", StringComparison.Ordinal))
            .Where(f => Repository.Xml(f).Descendants("NoWarn").Any() || Repository.Xml(f).Descendants("TreatWarningsAsErrors").Any(e => e.Value != "true")));
    }

    private static IEnumerable<(string File, XElement Reference)> References() =>
        Repository.Files.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets")
            .SelectMany(f => Repository.Xml(f).Descendants("PackageReference").Select(r => (f, r)));

    [GeneratedRegex(@"= ""[^""]+"", ""(?<path>[^""]+\.csproj)""")]
    private static partial Regex SolutionProject();

    [GeneratedRegex(@"://(?:www\.)?(?:registry|api|index|packages|pkgs|crates|proxy|mirrors?|npm|nuget|pypi)\.[\w-]+\.\w+", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
